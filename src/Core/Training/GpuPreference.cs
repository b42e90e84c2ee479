namespace MLNet.Autoencoder;

/// <summary>The GPU preference of an environment such as <c>MLContext</c>.</summary>
/// <param name="DeviceId">The number of the GPU to use, 0 for the first; <see langword="null"/> for the CPU.</param>
/// <param name="FallbackToCpu">Whether to use the CPU if that GPU is not available.</param>
public readonly record struct GpuPreference(int? DeviceId, bool FallbackToCpu);
