namespace MLNet.Autoencoder;

/// <summary>What a term of the loss is measured in.</summary>
public enum LossUnit
{
    /// <summary>Like a squared error in scaled units. It is added as it is.</summary>
    SquaredError,

    /// <summary>Natural units of information. It counts 2v times against a squared error, v being the noise variance.</summary>
    Nats,
}
