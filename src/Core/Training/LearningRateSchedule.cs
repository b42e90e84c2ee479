namespace MLNet.Autoencoder;

/// <summary>How the learning rate changes over a fit.</summary>
public enum LearningRateSchedule
{
    /// <summary>The learning rate is constant.</summary>
    Constant,

    /// <summary>The learning rate is halved after <see cref="AutoencoderOptions.PlateauPatience"/> epochs without a better loss.</summary>
    Plateau,

    /// <summary>The learning rate follows half a cosine down to 0 over <see cref="AutoencoderOptions.Epochs"/> (Loshchilov and Hutter, 2017).</summary>
    Cosine,
}
