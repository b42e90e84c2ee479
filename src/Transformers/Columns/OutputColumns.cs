using System.Collections.Immutable;

namespace MLNet.Autoencoder.Columns;

/// <summary>The table of everything that a transformer can add.</summary>
internal static class OutputColumns
{
    /// <summary>One row for each column, in the order in which they follow the input's columns.</summary>
    public static ImmutableArray<OutputColumn> All { get; } =
    [
        new LatentColumn(),
        new LogVarianceColumn(),
        new ReconstructionColumn(),
        new ReconstructionErrorColumn(),
    ];

    /// <summary>A row of the table.</summary>
    public static TColumn Of<TColumn>()
        where TColumn : OutputColumn => All.OfType<TColumn>().Single();
}
