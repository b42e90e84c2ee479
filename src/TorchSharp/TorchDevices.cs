using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>The devices that libtorch computes on.</summary>
internal static class TorchDevices
{
    private const string NumberedGpu = "cuda:";

    /// <summary>Whether a text is the name of a device, whether or not the device is available.</summary>
    public static bool IsName(string name) => name is "cpu" or "cuda" or "mps" || GpuNumber(name) is not null;

    /// <summary>The device to train on.</summary>
    /// <param name="name">The name of the device; null to follow <paramref name="gpu"/>.</param>
    /// <param name="gpu">The preference of the environment.</param>
    /// <exception cref="NotSupportedException">The device is not available.</exception>
    public static Device Resolve(string? name, GpuPreference gpu)
    {
        string requested = name ?? (gpu.DeviceId is { } id ? string.Create(CultureInfo.InvariantCulture, $"{NumberedGpu}{id}") : "cpu");
        if (IsAvailable(requested))
        {
            return new Device(requested);
        }

        return name is null && gpu.FallbackToCpu ? new Device(DeviceType.CPU) : throw NotAvailable(requested);
    }

    private static int? GpuNumber(string name) =>
        name.StartsWith(NumberedGpu, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(NumberedGpu.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;

    private static bool IsAvailable(string name) => name switch
    {
        "cpu" => true,
        "mps" => mps_is_available(),
        "cuda" => cuda_is_available(),
        _ => GpuNumber(name) is { } number && cuda_is_available() && number < cuda.device_count(),
    };

    private static NotSupportedException NotAvailable(string name) => new(
        $"The device \"{name}\" is not available on {RuntimeInformation.RuntimeIdentifier}. {Remedy(name)} "
        + "To train on the CPU, use new TorchSharpEngine(\"cpu\").");

    private static string Remedy(string name)
    {
        if (name == "mps")
        {
            return "Apple GPUs require a Mac with Apple silicon and the package TorchSharp-cpu.";
        }

        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
        {
            return "NVIDIA GPUs are supported on Linux and Windows.";
        }

        string package = OperatingSystem.IsWindows() ? "TorchSharp-cuda-windows" : "TorchSharp-cuda-linux";
        return $"Number of NVIDIA GPUs that libtorch finds: {(cuda_is_available() ? cuda.device_count() : 0)}. Using them requires the package "
            + $"{package} instead of TorchSharp-cpu, and the GPU driver.";
    }
}
