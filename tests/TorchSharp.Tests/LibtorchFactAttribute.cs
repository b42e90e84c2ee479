using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLNet.Autoencoder.Torch;
using TorchSharp;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>A test that runs libtorch; skipped, by name, on a platform that has none, or a C++ library too old for it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LibtorchFactAttribute : FactAttribute
{
    public LibtorchFactAttribute() => Skip = Libtorch.ReasonToSkip;
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LibtorchTheoryAttribute : TheoryAttribute
{
    public LibtorchTheoryAttribute() => Skip = Libtorch.ReasonToSkip;
}

internal static class Libtorch
{
    public static string? ReasonToSkip { get; } = FindReason();

    /// <summary>Threads wait for each other by spinning: on a machine that is busy otherwise, two take a hundred times as long as one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseOneThread() => torch.set_num_threads(1);

    private static string? FindReason()
    {
        try
        {
            NativeLibrary.Load("LibTorchSharp", Assembly.Load("TorchSharp"), null);
            UseOneThread();
            return null;
        }
        catch (Exception failed) when (failed is DllNotFoundException or BadImageFormatException)
        {
            return $"libtorch does not load on this machine: {LibTorch.UnmetRequirement(failed.Message) ?? failed.Message}";
        }
    }
}
