using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>
/// The blocks of rows into which the work on a batch is divided. They depend on the network and on the batch size, never on the number of threads, so
/// that sums over blocks have the same bits everywhere.
/// </summary>
internal static class BatchBlocks
{
    // The output, the rows and the errors of a block fit in the L1 cache.
    private const int LossBlockLength = 1 << 12;

    // A block needs enough rows for the time that it takes to pack the weights, and to add its gradient to that of the others.
    private const int MinRows = 256;
    private const int MaxBlocks = 16;

    // With more parameters than this, which take half a megabyte, weights and gradient do not stay in the cache of a core.
    private const int MaxParameters = 1 << 17;

    /// <summary>The number of rows over which a loss is summed at a time.</summary>
    public static int LossRows(int inputDimension) => Math.Max(1, LossBlockLength / inputDimension);

    /// <summary>
    /// The number of rows that run through a network at a time, up to their part of the gradient: a multiple of <see cref="LossRows"/>, or all rows of
    /// the batch. Codes with a dictionary are computed for all rows at once, because those of one row may depend on those of another.
    /// </summary>
    public static int Rows(ParameterLayout layout, int batchSize)
    {
        int unit = LossRows(layout.Architecture.InputDimension);
        int rows = Division.RoundUp(Math.Max(MinRows, batchSize / MaxBlocks), unit) * unit;
        return layout.Dictionary is null && layout.Count <= MaxParameters && rows < batchSize ? rows : batchSize;
    }

    /// <summary>The number of gradients that are added up for a batch; 0 if all rows run through the network at once.</summary>
    public static int Gradients(ParameterLayout layout, int batchSize)
    {
        int rows = Rows(layout, batchSize);
        return rows == batchSize ? 0 : Division.RoundUp(batchSize, rows);
    }
}
