using System.Globalization;
using Microsoft.ML;
using MLNet.Autoencoder.Benchmarks.Defaults;
using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Benchmarks.Quality;
using MLNet.Autoencoder.Benchmarks.Serve;

namespace MLNet.Autoencoder.Benchmarks.Anomalies;

/// <summary>How well the detector with default options ranks rows, compared with nearest neighbors and with ML.NET's PCA, and how fast it serves.</summary>
internal static class AnomalyCommand
{
    private const string Heading = """
        # anomaly <set> <rows> <columns> <AUC> <AUC of 5 nearest neighbors> <AUC of RandomizedPca> <seconds to fit and score>; means over seeds, in percent
        # unsupervised: the same, trained on all rows without labels
        # serve <columns> <one row, µs> <view of 200,000 rows, rows/s> <two cursors, rows/s>
        """;

    private const int DefaultSeeds = 3;

    public static int Run(string[] args)
    {
        string? folder = args.FirstOrDefault(arg => !arg.StartsWith("--", StringComparison.Ordinal)) ?? Folders.Above("shared", "data", "anomaly");
        int seeds = Option("--seeds") is { } count ? int.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture) : DefaultSeeds;
        AnomalyScore score = Option("--score") is { } name ? Enum.Parse<AnomalyScore>(name) : AnomalyScore.MaskedPrediction;
        if (folder is null || !Directory.Exists(folder))
        {
            throw new FormatException($"The folder '{folder}' does not exist. Pass one with files *.csv.gz, whose last column is 1 in anomalous rows.");
        }

        Console.WriteLine(Heading);
        string[] files = [.. AnomalySet.FilesIn(folder)];
        Run("anomaly", files.Select(AnomalySet.SemiSupervised), seeds, score);
        Run("unsupervised", files.Select(AnomalySet.Unsupervised), seeds, score);
        foreach (int columns in (int[])[21, 30])
        {
            Serve(columns);
        }

        return 0;

        string? Option(string option) => args.SkipWhile(arg => arg != option).Skip(1).FirstOrDefault();
    }

    private static void Run(string title, IEnumerable<AnomalySet> sets, int seeds, AnomalyScore score)
    {
        var results = new List<Result>();
        foreach (AnomalySet set in sets)
        {
            (double Area, double Seconds)[] ours = [.. Enumerable.Range(1, seeds).Select(seed => Ours(set, seed, score))];
            var result = new Result(
                ours.Average(run => run.Area),
                Ranking.Area(Detectors.NearestNeighbors(set), set.TestLabels),
                Enumerable.Range(1, seeds).Average(seed => Ranking.Area(Detectors.RandomizedPca(set, seed), set.TestLabels)),
                Spread.Of(ours.Select(run => run.Seconds)).Median);
            results.Add(result);
            Print(Output.Text($"{title} {set.Name} {set.Rows} {set.Columns}"), result);
        }

        Print(
            Output.Text($"{title} mean-of-{results.Count} - -"),
            new Result(
                results.Average(result => result.Ours),
                results.Average(result => result.Neighbors),
                results.Average(result => result.Pca),
                Spread.Of(results.Select(result => result.Seconds)).Median));
    }

    private static (double Area, double Seconds) Ours(AnomalySet set, int seed, AnomalyScore score)
    {
        (double[] scores, double seconds) = Detectors.Autoencoder(set, seed, score);
        return (Ranking.Area(scores, set.TestLabels), seconds);
    }

    private static void Print(string line, Result result) => Output.Line(
        $"{line} {100 * result.Ours:F2} {100 * result.Neighbors:F2} {100 * result.Pca:F2} {result.Seconds:F2}");

    private static void Serve(int columns)
    {
        const int Rows = 200_000, Trained = 5_000;
        var mlContext = new MLContext(seed: 1);
        var source = new FactorRows(seed: 1);
        float[] values = new float[FactorRows.Slots];
        float[][] rows = [.. Enumerable.Range(0, Trained).Select(_ =>
        {
            source.Next(values);
            return values[..columns];
        })];
        var transformer = mlContext.AnomalyDetection.Trainers.Autoencoder().Fit(Detectors.ViewOf(mlContext, rows));
        var scorer = new Detection.DetectorScorer(transformer.Model);
        float[] score = new float[1];
        int next = 0;
        var oneRow = new Sampler(() => scorer.Score(rows[next++ % Trained], score, [], []), Clock.Processor, TimeSpan.FromMilliseconds(20));
        double seconds = Spread.Of(Enumerable.Range(0, 21).Select(_ => oneRow.Seconds())).Median;

        IDataView view = transformer.Transform(new GeneratedView(columns, Rows, maxCursors: 2));
        double one = Spread.Of(Enumerable.Range(0, 5).Select(_ => Rows / SecondsOf(view, cursors: 1))).Median;
        double two = Spread.Of(Enumerable.Range(0, 5).Select(_ => Rows / SecondsOf(view, cursors: 2))).Median;
        Output.Line($"serve {columns} {1e6 * seconds:F1} {one:F0} {two:F0}");
    }

    private static double SecondsOf(IDataView view, int cursors)
    {
        TimeSpan start = Clock.Wall();
        DataViewSchema.Column[] column = [view.Schema["Score"]];
        Parallel.ForEach(cursors == 1 ? [view.GetRowCursor(column)] : view.GetRowCursorSet(column, cursors), cursor =>
        {
            using (cursor)
            {
                ValueGetter<float> get = cursor.GetGetter<float>(column[0]);
                float score = 0;
                while (cursor.MoveNext())
                {
                    get(ref score);
                }
            }
        });
        return (Clock.Wall() - start).TotalSeconds;
    }

    private sealed record Result(double Ours, double Neighbors, double Pca, double Seconds);
}
