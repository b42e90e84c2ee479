using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace MLNet.Autoencoder.Benchmarks.Dotnet;

/// <summary>Micro-benchmarks under BenchmarkDotNet, for who wants its statistics.</summary>
internal static class DotnetVerb
{
    /// <summary>Runs those that BenchmarkDotNet's arguments choose; without arguments, all.</summary>
    public static void Run(string[] args)
    {
        // ./build.sh bench dotnet -- --filter … is what one is used to from dotnet run.
        string[] own = args is ["--", ..] ? args[1..] : args;

        // In this process, because what is measured is internal, and visible to this assembly only.
        IConfig config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
        BenchmarkSwitcher.FromAssembly(typeof(DotnetVerb).Assembly).Run(own.Length == 0 ? ["--filter", "*"] : own, config);
    }
}
