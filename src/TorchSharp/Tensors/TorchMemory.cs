using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>Copies between managed memory and a device.</summary>
internal static class TorchMemory
{
    /// <summary>The number of values copied at once. TorchSharp returns a span of bytes, which is limited to 2 GB.</summary>
    private const int ChunkLength = 1 << 28;

    /// <summary>
    /// Copies values to the device. It must be a copy, because the memory of a batch is reused while the graph may still hold the tensor. The number
    /// of values is checked here because not every native function throws if a shape is wrong; some end the process.
    /// </summary>
    /// <exception cref="ArgumentException">The number of values does not match the shape.</exception>
    public static Tensor ToDevice(ReadOnlySpan<float> values, Device device, params long[] shape)
    {
        long needed = shape.Aggregate(1L, (product, size) => product * size);
        if (values.Length != needed)
        {
            throw new ArgumentException($"A tensor of shape [{string.Join(", ", shape)}] needs {needed} values, but there are {values.Length}.");
        }

        Tensor local = empty(needed, ScalarType.Float32, CPU);
        for (int start = 0; start < values.Length; start += ChunkLength)
        {
            ReadOnlySpan<float> chunk = values.Slice(start, Math.Min(ChunkLength, values.Length - start));
            using Tensor window = local.narrow(0, start, chunk.Length);
            chunk.CopyTo(MemoryMarshal.Cast<byte, float>(window.bytes));
        }

        return local.view(shape).to(device);
    }

    /// <summary>Copies all values of a tensor from the device, row by row. Waits for the device.</summary>
    public static void ToManaged(Tensor source, Span<float> values)
    {
        using Tensor local = source.cpu();

        // An expanded tensor does not hold all of its values in memory.
        using Tensor dense = local.contiguous();
        using Tensor flat = dense.view(-1);
        for (int start = 0; start < values.Length; start += ChunkLength)
        {
            Span<float> chunk = values.Slice(start, Math.Min(ChunkLength, values.Length - start));
            using Tensor window = flat.narrow(0, start, chunk.Length);
            MemoryMarshal.Cast<byte, float>(window.bytes).CopyTo(chunk);
        }
    }
}
