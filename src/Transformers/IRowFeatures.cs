namespace MLNet.Autoencoder;

/// <summary>The features of the current row of a cursor, or of a single row. One thread at a time, as a cursor is.</summary>
internal interface IRowFeatures
{
    /// <summary>The row may have other values now.</summary>
    void Moved();

    /// <summary>
    /// The latent means of the row, <c>[q]</c>; NaN when the row has an infinite value, or a NaN that the model was not fitted to miss.
    /// </summary>
    ReadOnlySpan<float> Means();

    /// <summary>The latent log-variances of the row, <c>[q]</c>; NaN as above.</summary>
    ReadOnlySpan<float> LogVariances();

    /// <summary>The row decoded from its latent means, <c>[d]</c>; NaN as above.</summary>
    ReadOnlySpan<float> Reconstruction();

    /// <summary>The squared error ‖x − Dec(μ)‖² of that reconstruction over the values that are there; NaN as above, and when none is.</summary>
    float ReconstructionError();
}
