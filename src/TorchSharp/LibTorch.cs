using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MLNet.Autoencoder.Torch;

/// <summary>The native library behind TorchSharp. The application chooses a package that contains it, or may have none.</summary>
internal static class LibTorch
{
    /// <exception cref="NotSupportedException">The library does not load. The message names the packages that contain it.</exception>
    public static void EnsureLoaded()
    {
        // Checked before calling TorchSharp, which would copy half a gigabyte and print every folder that it searches, only to fail as well.
        if (UnmetRequirement() is { } unmet)
        {
            throw new NotSupportedException($"{NeedsLibTorch} This system does not meet its requirements: {unmet}.");
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

    /// <summary>The packages for this platform, as a part of a sentence.</summary>
    public static string Packages =>
        OperatingSystem.IsWindows() ? "TorchSharp-cpu or TorchSharp-cuda-windows"
        : OperatingSystem.IsLinux() ? "TorchSharp-cpu or TorchSharp-cuda-linux"
        : "TorchSharp-cpu";

    private static string NeedsLibTorch => $"TorchSharpEngine needs libtorch, which does not load on {RuntimeInformation.RuntimeIdentifier}. "
        + $"Add the package {Packages} to the application, in the same version as TorchSharp.";

    /// <summary>The unmet requirement in a message of the Linux loader, which also lists every path tried; null if there is none.</summary>
    internal static string? UnmetRequirement(string loaderMessage) =>
        loaderMessage.Split('\n').FirstOrDefault(line => line.Contains("version `", StringComparison.Ordinal))?.Trim();

    /// <summary>Not inlined, because TorchSharp is bound when this method is compiled, which must happen inside the try block.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Load() => torch.InitializeDeviceType(DeviceType.CPU);

    private static bool IsLoadFailure(Exception failed) => failed
        is TypeInitializationException or TypeLoadException or NotSupportedException or BadImageFormatException or IOException;

    /// <summary>A requirement that this system does not meet, such as a newer C++ library, as its loader reports it; null for none.</summary>
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
