using System.Collections.Immutable;

namespace MLNet.Autoencoder.Columns;

/// <summary>The table of all columns that a transformer can add.</summary>
internal static class OutputColumns
{
    /// <summary>One row per column, in the order in which the columns follow those of the input.</summary>
    public static ImmutableArray<OutputColumn> All { get; } =
    [
        new LatentColumn(),
        new LogVarianceColumn(),
        new ReconstructionColumn(),
        new ReconstructionErrorColumn(),
        new ScaledReconstructionErrorColumn(),
    ];

    /// <summary>The row of the table for a type of column.</summary>
    public static TColumn Of<TColumn>()
        where TColumn : OutputColumn => All.OfType<TColumn>().Single();
}
