using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MLNet.Autoencoder.Torch;

/// <summary>The native library behind TorchSharp, which comes in a package of the application's choice, or not at all.</summary>
internal static class LibTorch
{
    /// <exception cref="NotSupportedException">It does not load; the message names the packages that carry it.</exception>
    public static void EnsureLoaded()
    {
        // Asked before TorchSharp is: that would copy half a gigabyte about and print every place where it looked, to find the same.
        if (UnmetRequirement() is { } unmet)
        {
            throw new NotSupportedException($"{NeedsLibTorch} This system lacks what that asks for: {unmet}.");
        }

        try
        {
            Load();
        }
        catch (Exception failed) when (IsLoadFailure(failed))
        {
            throw new NotSupportedException(NeedsLibTorch, failed);
        }
    }

    /// <summary>The packages for this platform, as part of a sentence.</summary>
    public static string Packages =>
        OperatingSystem.IsWindows() ? "TorchSharp-cpu or TorchSharp-cuda-windows"
        : OperatingSystem.IsLinux() ? "TorchSharp-cpu or TorchSharp-cuda-linux"
        : "TorchSharp-cpu";

    private static string NeedsLibTorch => $"TorchSharpEngine needs libtorch, which does not load on {RuntimeInformation.RuntimeIdentifier}. "
        + $"Add the package {Packages} to the application, in the version of TorchSharp that it uses.";

    /// <summary>The requirement in a message of Linux's loader, which lists every place where it looked; null if there is none.</summary>
    internal static string? UnmetRequirement(string loaderMessage) =>
        loaderMessage.Split('\n').FirstOrDefault(line => line.Contains("version `", StringComparison.Ordinal))?.Trim();

    /// <summary>Not inlined: TorchSharp binds when this method is compiled, and that has to happen inside the try.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Load() => torch.InitializeDeviceType(DeviceType.CPU);

    private static bool IsLoadFailure(Exception failed) => failed
        is TypeInitializationException or TypeLoadException or NotSupportedException or BadImageFormatException or IOException;

    /// <summary>What the system's loader wants that this system has not, such as a newer C++ library; null if it does not say.</summary>
    private static string? UnmetRequirement()
    {
        try
        {
            NativeLibrary.Load("LibTorchSharp", Assembly.Load("TorchSharp"), null);
            return null;
        }
        catch (Exception failed) when (failed is TypeLoadException or BadImageFormatException or IOException)
        {
            return UnmetRequirement(failed.Message);
        }
    }
}
