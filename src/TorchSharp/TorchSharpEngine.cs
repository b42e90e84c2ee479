using System.Runtime.CompilerServices;
using MLNet.Autoencoder.Torch;

namespace MLNet.Autoencoder;

/// <summary>
/// Trains with libtorch, by way of TorchSharp, on a CPU or a GPU. The model it leaves is data like any other: it is saved, loaded and
/// served without TorchSharp.
/// </summary>
/// <remarks>
/// <para>
/// The application adds the package that carries libtorch: <c>TorchSharp-cpu</c> (also for Apple's GPUs), <c>TorchSharp-cuda-linux</c> or
/// <c>TorchSharp-cuda-windows</c>.
/// </para>
/// <para>
/// Initial weights, order of rows and noise are those of the <see cref="ManagedEngine"/>, and so is every formula, but libtorch chooses the
/// order of its sums: one seed gives the same bytes only with the same version of libtorch, device and number of threads.
/// </para>
/// <para>
/// The seed, the number of threads and the gradient mode of TorchSharp stay as they are found. The engine holds no state: it can be used
/// for any number of fits, one after the other or at once.
/// </para>
/// </remarks>
public sealed class TorchSharpEngine : ITrainingEngine
{
    /// <summary>Chooses the device.</summary>
    /// <param name="device">
    /// <c>"cpu"</c>, <c>"cuda"</c>, <c>"cuda:1"</c> (the second NVIDIA GPU) or <c>"mps"</c> (Apple's GPU); <see langword="null"/> for
    /// what the <c>MLContext</c> says: the CPU, unless its <c>GpuDeviceId</c> names a GPU.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="device"/> is none of these.</exception>
    public TorchSharpEngine(string? device = null)
    {
        if (device is not null && !TorchDevices.IsName(device))
        {
            throw new ArgumentException(
                $"The device must be \"cpu\", \"cuda\", \"cuda:\" and the number of a GPU, or \"mps\", but it is \"{device}\".", nameof(device));
        }

        Device = device;
    }

    /// <summary>The device as it was given; <see langword="null"/> where the <c>MLContext</c> decides.</summary>
    public string? Device { get; }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">
    /// libtorch is missing or does not load, the device is not available, or the options ask for what this engine does not know.
    /// </exception>
    public ITrainingSession Start(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        LibTorch.EnsureLoaded();
        return StartSession(request);
    }

    /// <summary>Apart, so that nothing of TorchSharp is asked for before <see cref="LibTorch.EnsureLoaded"/> found it to be there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TorchSession StartSession(TrainingRequest request) => new(request, TorchDevices.Resolve(Device, request.Gpu));
}
