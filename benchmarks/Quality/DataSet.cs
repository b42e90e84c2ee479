using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>Rows, and what is to be predicted from their features.</summary>
/// <param name="Name">As it is asked for and printed.</param>
/// <param name="Rows"><c>[n, d]</c>; NaN where a cell is missing.</param>
/// <param name="Target">What is predicted.</param>
/// <param name="LatentDimension">q, the features that each method may learn.</param>
/// <param name="SharesUnit">
/// Whether all columns are of one unit. If so, principal components and reconstructions are taken in it; if not, in units of each
/// column's deviation over the training rows, so that no column counts for more only because its unit is small.
/// </param>
internal sealed record DataSet(string Name, Matrix<double> Rows, ITarget Target, int LatentDimension, bool SharesUnit)
{
    /// <summary>Columns that are 0 or 1.</summary>
    public IReadOnlyList<int> BinaryColumns { get; init; } = [];

    /// <summary>Neighbouring columns of which exactly one is 1.</summary>
    public IReadOnlyList<(int Start, int Count)> OneHotGroups { get; init; } = [];
}
