using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>Rows, and a target to predict from their features.</summary>
/// <param name="Name">The name on the command line and in the output.</param>
/// <param name="Rows">The rows, <c>[n, d]</c>; NaN for missing values.</param>
/// <param name="Target">The target.</param>
/// <param name="LatentDimension">q, the number of features that each method may learn.</param>
/// <param name="SharesUnit">
/// Whether all columns have the same unit. If so, principal components and reconstruction errors are computed in it. If not, they are computed in
/// units of each column's standard deviation over the training rows, so that no column dominates because its unit is small.
/// </param>
internal sealed record DataSet(string Name, Matrix<double> Rows, ITarget Target, int LatentDimension, bool SharesUnit)
{
    /// <summary>Columns that are 0 or 1.</summary>
    public IReadOnlyList<int> BinaryColumns { get; init; } = [];

    /// <summary>Groups of adjacent columns, exactly one of which is 1.</summary>
    public IReadOnlyList<(int Start, int Count)> OneHotGroups { get; init; } = [];
}
