using MLNet.Autoencoder.Columns;

namespace MLNet.Autoencoder.Tests;

/// <summary>The names of output columns in tests. A new row of the table is part of every test that uses all columns.</summary>
internal static class TestColumns
{
    /// <summary>Every column that autoencoders of a kind can have.</summary>
    public static ColumnNames AllOf(AutoencoderKind kind) => new(column => column.ObstacleIn(kind) is null ? NameOf(column) : null);

    public static string NameOf(OutputColumn column) => column switch
    {
        LatentColumn => "Latent",
        LogVarianceColumn => "LogVariance",
        ReconstructionColumn => "Decoded",
        ReconstructionErrorColumn => "Score",
        ScaledReconstructionErrorColumn => "ScaledScore",
        _ => column.GetType().Name,
    };
}
