using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLNet.Autoencoder.Torch;
using TorchSharp;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>Whether libtorch is available to the tests.</summary>
internal static class Libtorch
{
    /// <summary>Null on platforms for which TorchSharp-cpu contains libtorch. On these it must load.</summary>
    public static string? ReasonToSkip { get; } =
        HasPackage() ? null : $"TorchSharp-cpu does not contain libtorch for {RuntimeInformation.RuntimeIdentifier}.";

    private static string? ReasonToFail { get; } = ReasonToSkip is null ? Load() : null;

    /// <summary>A test case that fails with the reason that libtorch does not load; null if it loads.</summary>
    public static IXunitTestCase? Failure(IMessageSink sink, ITestFrameworkDiscoveryOptions options, ITestMethod method) =>
        ReasonToFail is { } reason
            ? new ExecutionErrorTestCase(sink, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, reason)
            : null;

    private static bool IsMusl => RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);

    private static bool HasPackage() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => OperatingSystem.IsWindows() || (OperatingSystem.IsLinux() && !IsMusl),
        Architecture.Arm64 => OperatingSystem.IsMacOS(),
        _ => false,
    };

    private static string? Load()
    {
        try
        {
            NativeLibrary.Load("LibTorchSharp", Assembly.Load("TorchSharp"), null);
            UseOneThread();
            return null;
        }
        catch (Exception failed) when (failed is DllNotFoundException or BadImageFormatException)
        {
            return $"libtorch does not load on this machine: {LibTorch.UnmetRequirement(failed.Message) ?? failed.Message}. "
                + "If the system's C++ library is too old, ./build.sh test builds a stand-in for it. For plain dotnet commands, "
                + "set LD_LIBRARY_PATH to the folder that tests/Shared/libstdcxx-for-libtorch.sh prints.";
        }
    }

    /// <summary>Threads spin while they wait for each other. On a busy machine, two threads take a hundred times as long as one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseOneThread() => torch.set_num_threads(1);
}
