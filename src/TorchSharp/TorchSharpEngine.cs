using System.Runtime.CompilerServices;
using MLNet.Autoencoder.Torch;

namespace MLNet.Autoencoder;

/// <summary>
/// Trains with libtorch, through TorchSharp, on a CPU or a GPU. The resulting model is saved, loaded and used without TorchSharp.
/// </summary>
/// <remarks>
/// <para>
/// The application must add a package that contains libtorch: <c>TorchSharp-cpu</c> (also for Apple GPUs), <c>TorchSharp-cuda-linux</c> or
/// <c>TorchSharp-cuda-windows</c>.
/// </para>
/// <para>
/// Initial weights, row order, noise and formulas are the same as for the <see cref="ManagedEngine"/>, but libtorch chooses the order of its sums.
/// The same seed therefore gives the same bytes only with the same version of libtorch, device and number of threads.
/// </para>
/// <para>
/// The engine does not change TorchSharp's seed, number of threads or gradient mode. It has no state, and can be used for any number of fits, one
/// after the other or at the same time.
/// </para>
/// </remarks>
public sealed class TorchSharpEngine : ITrainingEngine
{
    /// <summary>Creates an engine for a device.</summary>
    /// <param name="device">
    /// <c>"cpu"</c>, <c>"cuda"</c>, <c>"cuda:1"</c> (the second NVIDIA GPU) or <c>"mps"</c> (an Apple GPU); <see langword="null"/> to follow the
    /// <c>MLContext</c>: the CPU, unless its <c>GpuDeviceId</c> specifies a GPU.
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

    /// <summary>The device passed to the constructor; <see langword="null"/> if the <c>MLContext</c> decides.</summary>
    public string? Device { get; }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">libtorch is missing or does not load.</exception>
    public void EnsureSupports(AutoencoderOptions options) => LibTorch.EnsureLoaded();

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">
    /// libtorch is missing or does not load, the device is not available, or this engine does not support one of the options.
    /// </exception>
    public ITrainingSession Start(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        LibTorch.EnsureLoaded();
        return StartSession(request);
    }

    /// <summary>A separate method, so that TorchSharp is not loaded before <see cref="LibTorch.EnsureLoaded"/> has checked for libtorch.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TorchSession StartSession(TrainingRequest request) => new(request, TorchDevices.Resolve(Device, request.Gpu));
}
