using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>The data sets: the digits, and tables that are generated from fixed seeds.</summary>
internal static class DataSets
{
    /// <summary>What makes each, by name, in the order of the report.</summary>
    public static readonly OrderedDictionary<string, Func<DataSet>> All = new()
    {
        ["digits"] = Digits,
        ["moons"] = () => Manifolds.Moons("moons", seed: 1),
        ["swiss-roll"] = () => Manifolds.SwissRoll("swiss-roll", seed: 2),
        ["gaussian-150"] = () => FactorTables.Gaussian("gaussian-150", rows: 150, columns: 4, rank: 2, seed: 3),
        ["gaussian-300"] = () => FactorTables.Gaussian("gaussian-300", rows: 300, columns: 12, rank: 3, seed: 4),
        ["gaussian-600"] = () => FactorTables.Gaussian("gaussian-600", rows: 600, columns: 30, rank: 5, seed: 5),
        ["mixed"] = () => FactorTables.Mixed("mixed", seed: 6),
    };

    private static DataSet Digits()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "digits.csv");
        double[][] lines = [.. File.ReadLines(path).Skip(1).Select(Parse)];
        var rows = Matrix<double>.Build.DenseOfRows(lines.Select(line => line[..^1]));
        return new DataSet("digits", rows, new ClassTarget([.. lines.Select(line => (int)line[^1])]), LatentDimension: 8, SharesUnit: true);
    }

    private static double[] Parse(string line) =>
        [.. line.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
}
