namespace MLNet.Autoencoder;

/// <summary>The unit of a loss term.</summary>
public enum LossUnit
{
    /// <summary>The unit of a squared error in scaled units. The term is added without a factor.</summary>
    SquaredError,

    /// <summary>
    /// Natural units of information. The term is multiplied by 2v, where v is the noise variance, before it is added to a squared error.
    /// </summary>
    Nats,
}
