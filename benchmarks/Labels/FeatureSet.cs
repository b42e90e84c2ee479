using System.Diagnostics;
using MathNet.Numerics.LinearAlgebra;
using MLNet.Autoencoder.Benchmarks.Defaults;

namespace MLNet.Autoencoder.Benchmarks.Labels;

/// <summary>Features of the rows of a table.</summary>
/// <param name="Name">The name in the output.</param>
/// <param name="Encode">
/// Given a table and its labels, NaN for those that are missing, returns the features of the training rows, those of the unseen rows, and their number.
/// </param>
internal sealed record FeatureSet(string Name, Func<LabeledTable, float[], LabelKind, (float[] Training, float[] Test, int Count)> Encode)
{
    /// <summary>Not features, but boosted trees on raw columns.</summary>
    public const string Trees = "trees";

    /// <summary>The name of raw columns.</summary>
    public const string Raw = "raw";

    /// <summary>The feature sets, in the order of the output.</summary>
    public static readonly FeatureSet[] All =
    [
        new(Raw, (table, _, _) => (table.Training, table.Test, table.Columns)),
        new("pca", (table, _, _) => Projected(table)),
        new("default", (table, _, kind) => Fitted(table, [], kind)),
        new("contrast", (table, _, kind) => Fitted(table, [], kind, new RowContrast())),
        new("labels", (table, labels, kind) => Fitted(table, labels, kind)),
        new("shuffled", (table, labels, kind) => Fitted(table, Shuffled(labels), kind)),
    ];

    /// <summary>The features in units of their standard deviations over the training rows, and the seconds that it took to learn them.</summary>
    public (Matrix<double> Training, Matrix<double> Test, double Seconds) Of(LabeledTable table, float[] labels, LabelKind kind)
    {
        long start = Stopwatch.GetTimestamp();
        (float[] training, float[] test, int count) = Encode(table, labels, kind);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var units = new Units(training, count);
        return (Standardized(training), Standardized(test), seconds);

        Matrix<double> Standardized(float[] rows)
        {
            float[] values = units.Standardized(rows);
            return Matrix<double>.Build.Dense(values.Length / count, count, (i, j) => values[(i * count) + j]);
        }
    }

    private static (float[] Training, float[] Test, int Count) Projected(LabeledTable table)
    {
        // Centered, to find the components; a shift of the codes changes no learner.
        float[] means = [.. Enumerable.Range(0, table.Columns).Select(column => (float)table.Training.Where((_, i) => i % table.Columns == column).Average(value => (double)value))];
        var projection = new Projection([.. table.Training.Select((value, i) => value - means[i % table.Columns])], table.Columns, table.LatentDimension);
        return (projection.Encode(table.Training), projection.Encode(table.Test), table.LatentDimension);
    }

    /// <summary>The codes of a fit in which everything but the number of features, and a loss if there is one, is a default.</summary>
    private static (float[] Training, float[] Test, int Count) Fitted(
        LabeledTable table, float[] labels, LabelKind kind, params IReadOnlyList<AuxiliaryLoss> losses)
    {
        var options = new AutoencoderOptions { LatentDimension = table.LatentDimension, Seed = 1, AuxiliaryLosses = losses.Count == 0 ? null : losses };
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(table.Training, table.Columns, labels: labels, labelKind: kind), options);
        return (model.Encode(table.Training), model.Encode(table.Test), table.LatentDimension);
    }

    /// <summary>The labels in random order. Which of them are missing does not change.</summary>
    private static float[] Shuffled(float[] labels)
    {
        int[] labeled = [.. Enumerable.Range(0, labels.Length).Where(row => !float.IsNaN(labels[row]))];
        int[] order = [.. labeled];
        new Random(1).Shuffle(order);
        float[] shuffled = [.. labels];
        for (int i = 0; i < labeled.Length; i++)
        {
            shuffled[labeled[i]] = labels[order[i]];
        }

        return shuffled;
    }
}
