using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace MLNet.Autoencoder.Benchmarks.Dotnet;

/// <summary>Micro-benchmarks with the statistics of BenchmarkDotNet.</summary>
internal static class DotnetCommand
{
    /// <summary>Runs the benchmarks selected by BenchmarkDotNet's arguments; without arguments, all.</summary>
    public static void Run(string[] args)
    {
        // Accepts ./build.sh bench dotnet -- --filter … as well, because dotnet run needs the dashes.
        string[] own = args is ["--", ..] ? args[1..] : args;

        // In this process, because the measured types are internal and visible only to this assembly.
        IConfig config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
        BenchmarkSwitcher.FromAssembly(typeof(DotnetCommand).Assembly).Run(own.Length == 0 ? ["--filter", "*"] : own, config);
    }
}
