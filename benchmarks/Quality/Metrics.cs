namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>The names of the metrics, as machines read them.</summary>
internal static class Metrics
{
    public const string LogisticRegression = "logistic_regression";
    public const string NearestNeighbours = "nearest_neighbours";
    public const string LinearR2 = "linear_r2";
    public const string NearestNeighboursR2 = "nearest_neighbours_r2";
    public const string ReconstructionR2 = "reconstruction_r2";
    public const string Seconds = "seconds";

    /// <summary>All of them, in the order of the report.</summary>
    public static readonly string[] All =
        [LogisticRegression, NearestNeighbours, LinearR2, NearestNeighboursR2, ReconstructionR2, Seconds];
}
