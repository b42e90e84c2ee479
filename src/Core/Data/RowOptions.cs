namespace MLNet.Autoencoder.Data;

/// <summary>The options of a fit that concern its rows.</summary>
/// <param name="Reconstruction">What the slots hold.</param>
/// <param name="Scaling">How slots are scaled.</param>
/// <param name="MissingValues">How missing values are treated.</param>
/// <param name="ValidationFraction">The fraction of the rows to hold out.</param>
/// <param name="RowCacheBytes">The most bytes of rows to hold in memory.</param>
/// <param name="ShuffleBytes">The bytes of rows to shuffle together.</param>
internal sealed record RowOptions(
    ReconstructionLoss Reconstruction,
    Scaling Scaling,
    MissingValues MissingValues,
    float ValidationFraction,
    long RowCacheBytes,
    long ShuffleBytes);
