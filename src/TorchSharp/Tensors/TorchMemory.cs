using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>Copies between managed memory and a device.</summary>
internal static class TorchMemory
{
    /// <summary>Values copied in one go: what TorchSharp hands out as a span of bytes ends at 2 GB.</summary>
    private const int ChunkLength = 1 << 28;

    /// <summary>
    /// A copy on the device: a batch's memory is used again while the graph may still hold the tensor. The number of values is checked here
    /// because not every native function that meets a wrong shape throws; some end the process.
    /// </summary>
    /// <exception cref="ArgumentException">There are more or fewer values than the shape takes.</exception>
    public static Tensor ToDevice(ReadOnlySpan<float> values, Device device, params long[] shape)
    {
        long needed = shape.Aggregate(1L, (product, size) => product * size);
        if (values.Length != needed)
        {
            throw new ArgumentException($"A tensor of shape [{string.Join(", ", shape)}] takes {needed} values, but there are {values.Length}.");
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

    /// <summary>Copies all values of a tensor, row by row. Waits for the device.</summary>
    public static void ToManaged(Tensor source, Span<float> values)
    {
        using Tensor local = source.cpu();
        using Tensor flat = local.reshape(-1);
        for (int start = 0; start < values.Length; start += ChunkLength)
        {
            Span<float> chunk = values.Slice(start, Math.Min(ChunkLength, values.Length - start));
            using Tensor window = flat.narrow(0, start, chunk.Length);
            MemoryMarshal.Cast<byte, float>(window.bytes).CopyTo(chunk);
        }
    }
}
