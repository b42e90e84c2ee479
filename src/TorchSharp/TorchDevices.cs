using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>The devices that libtorch computes on.</summary>
internal static class TorchDevices
{
    private const string NumberedGpu = "cuda:";

    /// <summary>Whether a text names a device, be it there or not.</summary>
    public static bool IsName(string name) => name is "cpu" or "cuda" or "mps" || GpuNumber(name) is not null;

    /// <summary>The device to train on.</summary>
    /// <param name="name">The one asked for; null for what <paramref name="gpu"/> says.</param>
    /// <param name="gpu">The wish of the environment.</param>
    /// <exception cref="NotSupportedException">The device is not available.</exception>
    public static Device Resolve(string? name, GpuPreference gpu)
    {
        string wanted = name ?? (gpu.DeviceId is { } id ? string.Create(CultureInfo.InvariantCulture, $"{NumberedGpu}{id}") : "cpu");
        if (IsAvailable(wanted))
        {
            return new Device(wanted);
        }

        return name is null && gpu.FallbackToCpu ? new Device(DeviceType.CPU) : throw NotAvailable(wanted);
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
        $"The device \"{name}\" is not available on {RuntimeInformation.RuntimeIdentifier}: {Remedy(name)} "
        + "Or train on the CPU: new TorchSharpEngine(\"cpu\").");

    private static string Remedy(string name)
    {
        if (name == "mps")
        {
            return "Apple's GPUs need a Mac with Apple silicon and the package TorchSharp-cpu.";
        }

        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
        {
            return "NVIDIA GPUs are supported on Linux and Windows.";
        }

        string package = OperatingSystem.IsWindows() ? "TorchSharp-cuda-windows" : "TorchSharp-cuda-linux";
        return $"libtorch finds {(cuda_is_available() ? cuda.device_count() : 0)} NVIDIA GPUs. It needs the package {package} in place of "
            + "TorchSharp-cpu, and the driver of the GPU.";
    }
}
