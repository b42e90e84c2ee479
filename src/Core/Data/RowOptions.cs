namespace MLNet.Autoencoder.Data;

/// <summary>The options of a fit that concern its rows.</summary>
/// <param name="Reconstruction">What the slots hold.</param>
/// <param name="Scaling">How they are scaled.</param>
/// <param name="MissingValues">What a NaN means.</param>
/// <param name="ValidationFraction">The fraction of the rows to hold out.</param>
/// <param name="BatchSize">Rows in a batch: no more are read at a time.</param>
/// <param name="RowCacheBytes">The most bytes of rows to hold.</param>
/// <param name="ShuffleBytes">The bytes of rows to shuffle with each other.</param>
internal sealed record RowOptions(
    ReconstructionLoss Reconstruction,
    Scaling Scaling,
    MissingValues MissingValues,
    float ValidationFraction,
    int BatchSize,
    long RowCacheBytes,
    long ShuffleBytes);
