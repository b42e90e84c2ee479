namespace MLNet.Autoencoder;

/// <summary>How rows that contain a NaN, ML.NET's missing value, are treated.</summary>
public enum MissingValues
{
    /// <summary>The row is left out of the fit and gets NaN in every result.</summary>
    SkipRow,

    /// <summary>
    /// The slot is ignored in the loss and enters the encoder as its mean; reconstructions fill it in. A row without any value is left
    /// out of the fit. As in the mean-imputing autoencoders of Nazábal et al. (Handling Incomplete Heterogeneous Data using VAEs, 2020).
    /// </summary>
    Mask,
}
