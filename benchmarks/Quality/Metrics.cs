namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>The machine-readable names of the metrics.</summary>
internal static class Metrics
{
    public const string LogisticRegression = "logistic_regression";
    public const string NearestNeighbors = "nearest_neighbors";
    public const string LinearR2 = "linear_r2";
    public const string NearestNeighborsR2 = "nearest_neighbors_r2";
    public const string ReconstructionR2 = "reconstruction_r2";
    public const string Seconds = "seconds";

    /// <summary>All metrics, in the order of the report.</summary>
    public static readonly string[] All =
        [LogisticRegression, NearestNeighbors, LinearR2, NearestNeighborsR2, ReconstructionR2, Seconds];
}
