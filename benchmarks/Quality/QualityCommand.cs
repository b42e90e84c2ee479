using System.Globalization;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>
/// The quality of the features and reconstructions of an untuned fit, compared with the raw columns and with the same number of principal components:
/// means over cross-validations with new folds for every seed.
/// </summary>
internal static class QualityCommand
{
    private const int DefaultSeeds = 5;

    private static string Usage => $"quality [{string.Join("|", DataSets.All.Keys)} ...] [--seeds <n>]";

    /// <summary>Runs all data sets, or only those named.</summary>
    /// <returns>The exit code: 0, or 2 for invalid arguments.</returns>
    public static int Run(string[] args)
    {
        if (!TryParse(args, out List<string> names, out int seeds))
        {
            Console.Error.WriteLine($"usage: {Usage}");
            return 2;
        }

        foreach (string name in names)
        {
            DataSet data = DataSets.All[name]();
            var results = Method.All.Select(method => (method.Name, CrossValidation.Run(data, method, seeds))).ToList();
            QualityReport.Print(data, seeds, results);
        }

        return 0;
    }

    private static bool TryParse(string[] args, out List<string> names, out int seeds)
    {
        names = [];
        seeds = DefaultSeeds;
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--seeds")
            {
                if (++i == args.Length || !int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out seeds) || seeds == 0)
                {
                    Console.Error.WriteLine("--seeds requires a number of 1 or more.");
                    return false;
                }
            }
            else if (DataSets.All.ContainsKey(args[i]))
            {
                names.Add(args[i]);
            }
            else
            {
                Console.Error.WriteLine($"'{args[i]}' is not a data set.");
                return false;
            }
        }

        names = names.Count == 0 ? [.. DataSets.All.Keys] : names;
        return true;
    }
}
