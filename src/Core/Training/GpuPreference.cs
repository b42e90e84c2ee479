namespace MLNet.Autoencoder;

/// <summary>What an environment such as <c>MLContext</c> says about GPUs.</summary>
/// <param name="DeviceId">The number of the GPU to use, 0 for the first; <see langword="null"/> for the CPU.</param>
/// <param name="FallbackToCpu">Whether to use the CPU if that GPU is not available.</param>
public readonly record struct GpuPreference(int? DeviceId, bool FallbackToCpu);
