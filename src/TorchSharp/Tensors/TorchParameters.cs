using MLNet.Autoencoder.Networks;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>
/// All parameters as one tensor on the device, laid out as in <see cref="NetworkParameters.Values"/>, and their gradient as another. The weights and
/// biases of the network are windows into the two, so that the optimizer can update all of them in one pass.
/// </summary>
internal sealed class TorchParameters : IDisposable
{
    private readonly List<Tensor> _owned = [];

    public TorchParameters(NetworkParameters initial, Device device)
    {
        Layout = initial.Layout;
        Values = Own(TorchMemory.ToDevice(initial.Values, device, initial.Values.Length));
        Gradient = Own(zeros(initial.Values.Length, ScalarType.Float32, device));
    }

    /// <summary>θ, <c>[parameters]</c>.</summary>
    public Tensor Values { get; }

    /// <summary>∂L/∂θ, <c>[parameters]</c>. Backward passes add to it.</summary>
    public Tensor Gradient { get; }

    /// <summary>The tensors and layers of the network.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>A layer of <see cref="Layout"/>, as windows into <see cref="Values"/>.</summary>
    public TorchDense Dense(DenseLayer layer) => new(
        Window(layer.WeightOffset, layer.Outputs, layer.Inputs),
        layer.IsSkip ? null : Window(layer.BiasOffset, layer.Outputs));

    /// <summary>A tensor of one row, as a window into <see cref="Values"/>.</summary>
    public Tensor Vector(ParameterTensor tensor) => Window(tensor.Offset, tensor.Length);

    /// <summary>A skip connection; <see langword="null"/> if the network has none.</summary>
    public TorchDense? Skip(DenseLayer? layer) => layer is { } skip ? Dense(skip) : null;

    /// <summary>The tensors subject to weight decay, as windows into <see cref="Values"/>.</summary>
    public IReadOnlyList<Tensor> Decayed() =>
        [.. Layout.Tensors.Where(tensor => tensor.IsDecayed).Select(tensor => Own(Values.narrow(0, tensor.Offset, tensor.Length)))];

    /// <summary>Detaches the tensors from the dispose scope in which the fit starts, which frees them if an error occurs before.</summary>
    public void Keep()
    {
        foreach (Tensor tensor in _owned)
        {
            tensor.DetachFromDisposeScope();
        }
    }

    /// <summary>Keeps a tensor alive as long as these parameters.</summary>
    public Tensor Own(Tensor tensor)
    {
        _owned.Add(tensor);
        return tensor;
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _owned)
        {
            tensor.Dispose();
        }
    }

    /// <summary>
    /// A leaf of the graph that shares the memory of <see cref="Values"/>. Its gradient exists from the start, so that the backward pass adds to it
    /// in place instead of creating a new one.
    /// </summary>
    private Tensor Window(int offset, params long[] shape)
    {
        long length = shape.Aggregate(1L, (product, size) => product * size);
        Tensor leaf = Own(Values.narrow(0, offset, length).view(shape).detach().requires_grad_());
        leaf.grad = Own(Gradient.narrow(0, offset, length).view(shape));
        return leaf;
    }
}
