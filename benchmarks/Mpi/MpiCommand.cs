using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Mpi;

/// <summary>Fits by several processes. This program starts itself as ranks of MPI, with one thread each.</summary>
internal static class MpiCommand
{
    // The argument of a process that is a rank.
    private const string Rank = "--rank";

    private const string LauncherOption = "--launcher";

    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        if (args is [Rank, ..])
        {
            return RunRank(args[1..]);
        }

        string? name = args.SkipWhile(arg => arg != LauncherOption).Skip(1).FirstOrDefault();
        string[] rest = name is null ? args : [.. args.TakeWhile(arg => arg != LauncherOption), .. args.SkipWhile(arg => arg != LauncherOption).Skip(2)];
        if (rest is [ScalingTable.Name])
        {
            ScalingTable.Run();
            return 0;
        }

        var launcher = MpiLauncher.Find(name);
        Output.Line($"# {launcher.Version}");
        return rest switch
        {
            [RankQuality.Name, .. var folder] => RankQuality.Run(launcher, folder),
            [RankMemory.Name] => RankMemory.Run(launcher),
            [KilledRanks.Name, .. var count] => KilledRanks.Run(launcher, count),
            _ => RankSpeed.Run(launcher, rest),
        };
    }

    /// <summary>The work of a process that a launcher started.</summary>
    private static int RunRank(string[] args)
    {
        ICommunicator communicator = MpiCommunicator.World;
        switch (args)
        {
            case [RankSpeed.Name, var folder, .. var networks]:
                RankSpeed.RunRank(communicator, new Turns(folder, communicator), networks);
                return 0;
            case [RankQuality.Name, .. var rest]:
                RankQuality.RunRank(communicator, rest);
                return 0;
            case [RankMemory.Name]:
                RankMemory.RunRank(communicator);
                return 0;
            case [KilledRanks.Name, var folder]:
                KilledFit.Run(communicator, folder);
                return 0;
            default:
                throw new FormatException($"A rank does not know what to do: {string.Join(' ', args)}.");
        }
    }

    /// <summary>The arguments that make a process a rank.</summary>
    public static IEnumerable<string> ForRank(params string[] arguments) => [Rank, .. arguments];
}
