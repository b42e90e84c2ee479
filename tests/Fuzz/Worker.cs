namespace MLNet.Autoencoder.Fuzz;

/// <summary>
/// A process that runs one input after another. It prints each seed before it starts, and the outcome after, so that whoever reads its output knows what
/// killed it.
/// </summary>
internal static class Worker
{
    public const string Started = ">", Reached = "!", Ended = "<";

    public static void Run(string name, string folder, int firstSeed)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        string scratch = Directory.CreateDirectory(Path.Combine(folder, "scratch")).FullName;
        ITarget target = Target(name, folder, scratch);
        for (int seed = firstSeed; ; seed++)
        {
            output.WriteLine($"{Started}\t{seed}");
            Outcome outcome = Of(target, seed, point => output.WriteLine($"{Reached}\t{point}"));
            output.WriteLine(string.Join('\t', Ended, outcome.Kind, outcome.IsDefect, outcome.Details.ReplaceLineEndings(" ↵ ").Replace('\t', ' ')));
        }
    }

    /// <summary>The target of a name.</summary>
    public static ITarget Target(string name, string folder, string scratch) => name switch
    {
        "model" => new ModelTarget(folder),
        "checkpoint" => new CheckpointTarget(folder, scratch),
        "zip" => new ZipTarget(folder),
        _ => throw new ArgumentException($"There is no target '{name}'. The targets are model, checkpoint and zip."),
    };

    /// <summary>A defect of the fuzzer itself is one too.</summary>
    private static Outcome Of(ITarget target, int seed, Action<string> reach)
    {
        try
        {
            return target.Run(seed, reach);
        }
        catch (Exception e)
        {
            return Outcome.Defect(e);
        }
    }
}
