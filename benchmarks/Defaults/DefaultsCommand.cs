using System.Globalization;
using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Benchmarks.Train;

namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>
/// Fits with default options on tables of every size and kind, and what they reach on rows that no fit has seen, next to principal components.
/// </summary>
internal static class DefaultsCommand
{
    // TorchSharp is given this many times as long. Small tables would measure how long it takes to start.
    private const int TimesAsLong = 3;
    private const int MinTorchRows = 50_000;
    private const int TorchBatchSize = 1_024;

    // The argument of a child process, followed by its number of rows.
    private const string OneStreamedFit = "--streamed";

    private static readonly AutoencoderKind[] AllKinds = [new Variational(), new Plain(), new Denoising(), new Sparse()];

    private const string Heading = """
        # defaults <table> <rows> <columns> <kind> <seconds> <epochs> <FVU> <validation loss> <FVU, as scaled>
        # FVU is the fraction of variance unexplained on unseen rows, slots standardized; as scaled: in the units that the network sees
        # features <table> <kind> <logistic regression> <nearest neighbors>: accuracy on unseen rows
        """;

    public static int Run(string[] args)
    {
        if (args is [OneStreamedFit, var rows])
        {
            StreamedFit.Run(long.Parse(rows, NumberStyles.None, CultureInfo.InvariantCulture));
            return 0;
        }

        var arguments = DefaultsArguments.Parse(args, AllKinds);
        Console.WriteLine(Heading);
        var accuracies = new List<(string Kind, FeatureAccuracy Accuracy)>();
        foreach (Table table in arguments.IncludesTables ? Tables.StartingWith(arguments.Tables, arguments.Split) : [])
        {
            Run(table, arguments, accuracies);
        }

        foreach (IGrouping<string, FeatureAccuracy> kind in accuracies.GroupBy(entry => entry.Kind, entry => entry.Accuracy))
        {
            Output.Line($"features mean-of-{kind.Count()} {kind.Key} {kind.Average(a => a.LogisticRegression):F4} {kind.Average(a => a.NearestNeighbors):F4}");
        }

        return arguments.IncludesStreamed ? RunStreamed() : 0;
    }

    private static void Run(Table table, DefaultsArguments arguments, List<(string Kind, FeatureAccuracy Accuracy)> accuracies)
    {
        var units = new Units(table.Training, table.Columns);
        float[] standardized = units.Standardized(table.Test);
        float[] projected = new Projection(units.Standardized(table.Training), table.Columns, table.LatentDimension).Reconstruct(standardized);
        double ofComponents = Units.UnexplainedAsIs(standardized, projected);
        TableFit? last = null;
        foreach (AutoencoderKind kind in arguments.Kinds)
        {
            string name = NameOf(kind);
            TableFit fit = TableFit.Of(table, units, arguments.Options(table, kind));
            Print(table, name, fit, fit.UnexplainedAsScaled(table));
            last ??= fit;
            if (table.TrainingLabels.Length > 0)
            {
                var accuracy = FeatureAccuracy.Of(table, fit.Model);
                accuracies.Add((name, accuracy));
                Output.Line($"features {table.Name} {name} {accuracy.LogisticRegression:F4} {accuracy.NearestNeighbors:F4}");
            }

            if (table.TrainingRows >= MinTorchRows && kind is (Variational or Plain) && TorchContestants.AreAvailable(out _))
            {
                CompareWithTorch(table, units, arguments.Options(table, kind), fit);
            }
        }

        if (last is not null)
        {
            Output.Line($"defaults {table.Name} {table.TrainingRows} {table.Columns} pca - - {ofComponents:F4} - {last.UnexplainedByComponents(table):F4}");
        }
    }

    /// <summary>Fits on TorchSharp in batches of 1,024, with Adam and a cosine, for three times as long or until the epochs are over.</summary>
    private static void CompareWithTorch(Table table, Units units, AutoencoderOptions options, TableFit ours)
    {
        options.Engine = new TorchSharpEngine("cpu");
        options.BatchSize = TorchBatchSize;
        options.MaximumTrainingTime = TimeSpan.FromSeconds(TimesAsLong * ours.Seconds);
        TableFit torch = TableFit.Of(table, units, options);
        Print(table, "torchsharp-" + NameOf(options.Kind), torch, torch.UnexplainedAsScaled(table));
    }

    private static void Print(Table table, string name, TableFit fit, double asScaled) => Output.Line(
        $"defaults {table.Name} {table.TrainingRows} {table.Columns} {name} {fit.Seconds:F2} {fit.Model.History.BestEpoch}/{fit.Model.History.Epochs.Count} {fit.Unexplained:F4} {fit.Bound:F3} {asScaled:F4}");

    private static int RunStreamed()
    {
        Console.WriteLine(StreamedFit.Heading);
        foreach (long rows in StreamedFit.Sizes)
        {
            int exitCode = ChildProcess.Run("defaults", OneStreamedFit, rows.ToString(CultureInfo.InvariantCulture));
            if (exitCode != 0)
            {
                return exitCode;
            }
        }

        return 0;
    }

    private static string NameOf(AutoencoderKind kind) => kind.GetType().Name.ToLowerInvariant();
}
