using System.Globalization;

namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>The arguments of the command.</summary>
/// <param name="Tasks">The tasks to fit.</param>
/// <param name="Kinds">The kinds to fit.</param>
/// <param name="Threads">The numbers of threads.</param>
/// <param name="Limit">How long TorchSharp trains.</param>
/// <param name="Seed">The seed of rows and fits.</param>
/// <param name="IncludesSteps">Whether single steps are compared.</param>
internal sealed record SparseArguments(
    IReadOnlyList<SparseTask> Tasks,
    IReadOnlyList<(string Name, Func<int, Sparsity> Of)> Kinds,
    IReadOnlyList<int> Threads,
    TorchLimit Limit,
    int Seed,
    bool IncludesSteps)
{
    private const string Steps = "steps";

    private static readonly int[] AllThreads = [1, 2];

    /// <exception cref="FormatException">An argument is not understood.</exception>
    public static SparseArguments Parse(string[] args)
    {
        var tasks = new List<SparseTask>();
        var kinds = new List<(string Name, Func<int, Sparsity> Of)>();
        int[] threads = AllThreads;
        TorchLimit limit = TorchLimit.Time;
        int seed = 1;
        bool hasSteps = false;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--threads" when i + 1 < args.Length:
                    threads = [Number(args[++i])];
                    break;
                case "--torch" when i + 1 < args.Length:
                    limit = Enum.TryParse(args[++i], ignoreCase: true, out TorchLimit parsed)
                        ? parsed
                        : throw new FormatException($"'{args[i]}' does not say how long TorchSharp trains: time, epochs or off.");
                    break;
                case "--seed" when i + 1 < args.Length:
                    seed = Number(args[++i]);
                    break;
                case Steps:
                    hasSteps = true;
                    break;
                default:
                    Add(args[i], tasks, kinds);
                    break;
            }
        }

        bool isDefault = tasks.Count == 0 && !hasSteps;
        return new SparseArguments(
            isDefault ? SparseTask.Default : tasks,
            kinds.Count == 0 ? SparseKinds.All : kinds,
            threads,
            limit,
            seed,
            IncludesSteps: hasSteps || (isDefault && kinds.Count == 0));
    }

    private static void Add(string name, List<SparseTask> tasks, List<(string Name, Func<int, Sparsity> Of)> kinds)
    {
        SparseTask[] namedTasks = [.. SparseTask.All.Where(task => task.Name == name)];
        (string Name, Func<int, Sparsity> Of)[] namedKinds = [.. SparseKinds.All.Where(kind => kind.Name == name)];
        if (namedTasks.Length + namedKinds.Length == 0)
        {
            throw new FormatException(
                $"'{name}' is neither a task nor a kind. The tasks are {string.Join(", ", SparseTask.All.Select(task => task.Name))} and {Steps}, "
                + $"and the kinds are {string.Join(", ", SparseKinds.All.Select(kind => kind.Name))}.");
        }

        tasks.AddRange(namedTasks);
        kinds.AddRange(namedKinds);
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
        ? number
        : throw new FormatException($"'{text}' is not a positive number.");
}
