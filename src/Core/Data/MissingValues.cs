namespace MLNet.Autoencoder;

/// <summary>What is done with a row that holds a NaN, ML.NET's missing value.</summary>
public enum MissingValues
{
    /// <summary>The row is left out of the fit, and gets NaN in every result.</summary>
    SkipRow,

    /// <summary>
    /// The slot takes no part in the loss, and enters the encoder as the slot's mean; reconstructions fill it in. A row without any value is left
    /// out of the fit. As in the mean-imputing autoencoders of Nazábal et al. (Handling Incomplete Heterogeneous Data using VAEs, 2020).
    /// </summary>
    Mask,
}
