using System.Diagnostics;
using MathNet.Numerics.LinearAlgebra;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Labels;

/// <summary>What features that know the label are worth to simple learners on rows that nothing has seen, with all labels and with a tenth of them.</summary>
internal static class LabelsCommand
{
    private const string Heading = """
        # labels <table> <share of labels> <features> <linear> <nearest neighbors> <seconds>
        # digits, tables: accuracy of logistic regression and of 5 nearest neighbors; anomaly: area under the ROC curve, with 15 neighbors;
        # targets: R² of ridge regression and of 5 nearest neighbors. Learners see only labeled rows, features all training rows.
        # trees: FastTree on raw columns, and the seconds that it takes
        """;

    private static readonly double[] Shares = [1, 0.1];

    public static int Run(string[] args)
    {
        LabelsArguments arguments = LabelsArguments.Parse(args);
        Console.WriteLine(Heading);
        foreach (TableGroup group in arguments.Groups)
        {
            var results = new List<Result>();
            foreach (LabeledTable table in group.Tables(arguments.Split).Where(table => arguments.Includes(group, table)))
            {
                foreach (double share in Shares.Where(arguments.Includes))
                {
                    results.AddRange(Run(group, table, share, arguments));
                }
            }

            foreach (var mean in results.GroupBy(result => (result.Share, result.Features)))
            {
                Print(
                    $"mean-of-{group.Name}-{mean.Count()}",
                    new Result(mean.Key.Share, mean.Key.Features, mean.Average(r => r.Linear), mean.Average(r => r.Near), mean.Average(r => r.Seconds)));
            }
        }

        return 0;
    }

    private static IEnumerable<Result> Run(TableGroup group, LabeledTable table, double share, LabelsArguments arguments)
    {
        int[] labeled = table.LabeledRows(share, group.Score.Labels == LabelKind.Class, arguments.Split);
        float[] labels = [.. Enumerable.Repeat(float.NaN, table.TrainingLabels.Length)];
        Array.ForEach(labeled, row => labels[row] = table.TrainingLabels[row]);
        float[] known = Array.ConvertAll(labeled, row => table.TrainingLabels[row]);
        foreach (FeatureSet features in FeatureSet.All.Where(set => arguments.Includes(set.Name)))
        {
            (Matrix<double> training, Matrix<double> test, double seconds) = features.Of(table, labels, group.Score.Labels);
            Matrix<double> learned = RowsOf(training);
            double linear = group.Score.Linear(learned, known, test, table.TestLabels);
            yield return Printed(new Result(share, features.Name, linear, group.Score.Near(learned, known, test, table.TestLabels), seconds));
        }

        if (arguments.Includes(FeatureSet.Trees))
        {
            (Matrix<double> training, Matrix<double> test, _) = FeatureSet.All.Single(set => set.Name == FeatureSet.Raw).Of(table, labels, group.Score.Labels);
            long start = Stopwatch.GetTimestamp();
            double score = group.Score.Trees(RowsOf(training), known, test, table.TestLabels);
            yield return Printed(new Result(share, FeatureSet.Trees, score, double.NaN, Stopwatch.GetElapsedTime(start).TotalSeconds));
        }

        Matrix<double> RowsOf(Matrix<double> training) => Matrix<double>.Build.DenseOfRows(labeled.Select(training.Row));

        Result Printed(Result result)
        {
            Print(table.Name, result);
            return result;
        }
    }

    private static void Print(string table, Result result) => Output.Line(
        $"labels {table} {100 * result.Share:F0}% {result.Features} {result.Linear:F4} {result.Near:F4} {result.Seconds:F2}");

    private sealed record Result(double Share, string Features, double Linear, double Near, double Seconds);
}
