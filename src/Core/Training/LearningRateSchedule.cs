namespace MLNet.Autoencoder;

/// <summary>How the step size of the optimiser changes over a fit.</summary>
public enum LearningRateSchedule
{
    /// <summary>It does not.</summary>
    Constant,

    /// <summary>It is halved whenever <see cref="AutoencoderOptions.PlateauPatience"/> epochs have brought no better loss.</summary>
    Plateau,

    /// <summary>Half a cosine, from the learning rate to 0 over <see cref="AutoencoderOptions.Epochs"/> (Loshchilov and Hutter, 2017).</summary>
    Cosine,
}
