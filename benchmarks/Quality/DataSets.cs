using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>The data sets: the digits, and tables generated from fixed seeds.</summary>
internal static class DataSets
{
    /// <summary>The factory of each data set by name, in the order of the report.</summary>
    public static readonly OrderedDictionary<string, Func<DataSet>> All = new()
    {
        ["digits"] = () => DigitsIn(folder: null),
        ["moons"] = () => Manifolds.Moons("moons", seed: 1),
        ["swiss-roll"] = () => Manifolds.SwissRoll("swiss-roll", seed: 2),
        ["gaussian-150"] = () => FactorTables.Gaussian("gaussian-150", rows: 150, columns: 4, rank: 2, seed: 3),
        ["gaussian-300"] = () => FactorTables.Gaussian("gaussian-300", rows: 300, columns: 12, rank: 3, seed: 4),
        ["gaussian-600"] = () => FactorTables.Gaussian("gaussian-600", rows: 600, columns: 30, rank: 5, seed: 5),
        ["mixed"] = () => FactorTables.Mixed("mixed", seed: 6),
    };

    /// <summary>The digits.</summary>
    /// <param name="folder">The folder of digits.csv; <see langword="null"/> for that of this program.</param>
    public static DataSet DigitsIn(string? folder)
    {
        string path = Path.Combine(folder ?? AppContext.BaseDirectory, "digits.csv");
        var mlContext = new MLContext();
        IDataView table = mlContext.Data.LoadFromTextFile<Digit>(path, separatorChar: ',', hasHeader: true);
        Digit[] digits = [.. mlContext.Data.CreateEnumerable<Digit>(table, reuseRowObject: false)];
        var rows = Matrix<double>.Build.DenseOfRowArrays(digits.Select(digit => digit.Pixels));
        return new DataSet("digits", rows, new ClassTarget([.. digits.Select(digit => digit.Value)]), LatentDimension: 8, SharesUnit: true);
    }

    private sealed class Digit
    {
        [LoadColumn(0, 63), VectorType(64)]
        public double[] Pixels { get; set; } = [];

        [LoadColumn(64)]
        public int Value { get; set; }
    }
}
