using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>
/// All parameters as one tensor on the device, laid out as <see cref="NetworkParameters.Values"/>, and their gradient as another. The
/// weights and biases that the network computes with are windows into the two, and so the optimiser needs one pass for all.
/// </summary>
internal sealed class TorchParameters : IDisposable
{
    /// <summary>Values copied in one go: what TorchSharp hands out as a span of bytes ends at 2 GB.</summary>
    private const int ChunkLength = 1 << 28;

    private readonly NetworkParameters _initial;
    private readonly List<Tensor> _owned = [];

    public TorchParameters(NetworkParameters initial, Device device)
    {
        _initial = initial;
        Values = Own(empty(initial.Values.Length, ScalarType.Float32, CPU));
        CopyChunks(Values, initial.Values, toTensor: true);
        Values = Own(Values.to(device));
        Gradient = Own(zeros(Values.shape[0], ScalarType.Float32, device));
    }

    /// <summary>θ, <c>[parameters]</c>.</summary>
    public Tensor Values { get; }

    /// <summary>∂L/∂θ, <c>[parameters]</c>. Backward passes add to it.</summary>
    public Tensor Gradient { get; }

    /// <summary>The layer whose weight and bias bear this name; with other outputs than the tensors have, also of those that follow.</summary>
    public TorchDense Dense(string name, int outputs)
    {
        ParameterTensor weight = Find(name + ".weight");
        ParameterTensor bias = Find(name + ".bias");
        return new TorchDense(
            Window(weight.Offset, outputs, weight.Columns),
            Window(bias.Offset, outputs));
    }

    /// <summary>Takes the tensors out of the dispose scope of whoever starts the fit. Until then an error leaves nothing behind.</summary>
    public void Keep()
    {
        foreach (Tensor tensor in _owned)
        {
            tensor.DetachFromDisposeScope();
        }
    }

    /// <summary>A tensor that lives as long as these parameters.</summary>
    public Tensor Own(Tensor tensor)
    {
        _owned.Add(tensor);
        return tensor;
    }

    /// <summary>Copies a tensor of as many values as there are parameters to managed memory.</summary>
    public static void Copy(Tensor source, Span<float> destination)
    {
        using Tensor local = source.cpu();
        CopyChunks(local, destination, toTensor: false);
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _owned)
        {
            tensor.Dispose();
        }
    }

    private static void CopyChunks(Tensor tensor, Span<float> values, bool toTensor)
    {
        for (int start = 0; start < values.Length; start += ChunkLength)
        {
            Span<float> chunk = values.Slice(start, Math.Min(ChunkLength, values.Length - start));
            using Tensor window = tensor.narrow(0, start, chunk.Length);
            Span<float> memory = MemoryMarshal.Cast<byte, float>(window.bytes);
            if (toTensor)
            {
                chunk.CopyTo(memory);
            }
            else
            {
                memory.CopyTo(chunk);
            }
        }
    }

    private ParameterTensor Find(string name) => _initial.Tensors.Single(tensor => tensor.Name == name);

    /// <summary>
    /// A leaf of the graph that shares the memory of <see cref="Values"/>. Its gradient is there from the start, and so the backward pass
    /// adds to it in place instead of making one of its own.
    /// </summary>
    private Tensor Window(int offset, params long[] shape)
    {
        long length = shape.Aggregate(1L, (product, size) => product * size);
        Tensor leaf = Own(Values.narrow(0, offset, length).view(shape).detach().requires_grad_());
        leaf.grad = Own(Gradient.narrow(0, offset, length).view(shape));
        return leaf;
    }
}
