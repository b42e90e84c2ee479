using System.Security.Cryptography;
using System.Text;
using MathNet.Numerics.LinearAlgebra;
using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Benchmarks.Quality;

namespace MLNet.Autoencoder.Benchmarks.Mpi;

/// <summary>
/// Default fits of the digits, divided among ranks. A third of the digits is unseen; the fit holds out rows of the others for its validation loss, the same
/// for any number of ranks.
/// </summary>
internal static class RankQuality
{
    public const string Name = "quality";

    private const int Seeds = 3;
    private const int Repetitions = 10;
    private const int RepeatedRanks = 2;

    private const string Heading = """
        # quality <ranks> <seed> <batch> <validation loss> <logistic regression> <5 nearest neighbors> <hash of the model on each rank>
        # same <ranks> <fits> <different models among them, over all fits and ranks>
        """;

    private static readonly int[] RankCounts = [1, 2, 4];

    /// <summary>Starts the fits.</summary>
    /// <returns>0 if repeated fits gave one model.</returns>
    public static int Run(MpiLauncher launcher, string[] folder)
    {
        Console.WriteLine(Heading);
        var hashes = new HashSet<string>();
        foreach (int ranks in RankCounts)
        {
            for (int seed = 1; seed <= Seeds; seed++)
            {
                string line = Fit(launcher, ranks, seed, folder);
                Console.WriteLine(line);
                hashes.UnionWith((ranks, seed) == (RepeatedRanks, 1) ? HashesOf(line) : []);
            }
        }

        for (int repetition = 1; repetition < Repetitions; repetition++)
        {
            hashes.UnionWith(HashesOf(Fit(launcher, RepeatedRanks, seed: 1, folder)));
        }

        Output.Line($"same {RepeatedRanks} {Repetitions} {hashes.Count}");
        return hashes.Count == 1 ? 0 : 1;
    }

    /// <summary>The fit of each rank. Rank 0 prints the line.</summary>
    public static void RunRank(ICommunicator communicator, string[] args)
    {
        int seed = int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture);
        DataSet digits = DataSets.DigitsIn(args.ElementAtOrDefault(1));
        int[] folds = digits.Target.DrawFolds(CrossValidation.Folds, new Random(seed));
        int[] training = [.. Enumerable.Range(0, folds.Length).Where(row => folds[row] != 0)];
        int[] test = [.. Enumerable.Range(0, folds.Length).Where(row => folds[row] == 0)];
        AutoencoderModel model = FitPart(digits, training, communicator, seed);
        string[] hashes = [.. communicator.AllGather(Encoding.ASCII.GetBytes(HashOf(model))).Select(Encoding.ASCII.GetString)];
        if (communicator.Rank != 0)
        {
            return;
        }

        Matrix<double> trainingCodes = Codes(model, digits, training);
        ColumnScaling scaling = ColumnScaling.Standardizing(trainingCodes);
        Dictionary<string, double> scores = digits.Target.Score(scaling.Apply(trainingCodes), training, scaling.Apply(Codes(model, digits, test)), test)
            .ToDictionary(score => score.Metric, score => score.Value);
        double loss = model.History.Epochs[model.History.BestEpoch - 1].Validation!.Total;
        FormattableString figures = $"{loss:F2} {scores[Metrics.LogisticRegression]:F3} {scores[Metrics.NearestNeighbors]:F3}";
        Output.Line($"quality {communicator.Size} {seed} {model.History.Settings!.BatchSize} {Output.Text(figures)} {string.Join(' ', hashes)}");
    }

    private static string Fit(MpiLauncher launcher, int ranks, int seed, string[] folder)
    {
        using var process = launcher.Start(ranks, redirects: true, MpiCommand.ForRank([Name, Output.Text($"{seed}"), .. folder]));
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"The fit of {ranks} ranks failed: {errors.Result}{text}");
    }

    private static IEnumerable<string> HashesOf(string line) => line.Split(' ').Skip(7);

    private static AutoencoderModel FitPart(DataSet digits, int[] training, ICommunicator communicator, int seed)
    {
        int[] part = training[(training.Length * communicator.Rank / communicator.Size)..(training.Length * (communicator.Rank + 1) / communicator.Size)];
        var options = new AutoencoderOptions
        {
            LatentDimension = digits.LatentDimension, Seed = seed, Communicator = communicator, Engine = new ManagedEngine { NumberOfThreads = 1 },
        };
        return Autoencoder.Fit(new InMemoryRows(Values(digits, part), digits.Rows.ColumnCount), options);
    }

    private static Matrix<double> Codes(AutoencoderModel model, DataSet digits, int[] rows)
    {
        float[] codes = model.Encode(Values(digits, rows));
        return Matrix<double>.Build.Dense(rows.Length, model.LatentDimension, (i, j) => codes[(i * model.LatentDimension) + j]);
    }

    private static float[] Values(DataSet digits, int[] rows) =>
        [.. rows.SelectMany(row => digits.Rows.Row(row).Select(value => (float)value))];

    private static string HashOf(AutoencoderModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()))[..16];
    }
}
