using System.Globalization;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>
/// How good the features and reconstructions of an untuned fit are, beside raw columns and as many principal components: means over
/// cross-validations that are drawn anew for every seed.
/// </summary>
internal static class QualityVerb
{
    private const int DefaultSeeds = 5;

    public static string Usage => $"quality [{string.Join("|", DataSets.All.Keys)} ...] [--seeds <n>]";

    /// <summary>Runs all data sets, or only those named.</summary>
    /// <returns>The exit code: 0, or 2 for arguments that make no sense.</returns>
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
                    Console.Error.WriteLine("--seeds takes a number, 1 or more.");
                    return false;
                }
            }
            else if (DataSets.All.ContainsKey(args[i]))
            {
                names.Add(args[i]);
            }
            else
            {
                Console.Error.WriteLine($"'{args[i]}' is no data set.");
                return false;
            }
        }

        names = names.Count == 0 ? [.. DataSets.All.Keys] : names;
        return true;
    }
}
