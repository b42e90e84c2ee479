using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>
/// All parameters as one tensor on the device, laid out as <see cref="NetworkParameters.Values"/>, and their gradient as another. The
/// weights and biases that the network computes with are windows into the two, and so the optimiser needs one pass for all.
/// </summary>
internal sealed class TorchParameters : IDisposable
{
    private readonly Dictionary<string, ParameterTensor> _tensors;
    private readonly List<Tensor> _owned = [];

    public TorchParameters(NetworkParameters initial, Device device)
    {
        Architecture = initial.Architecture;
        _tensors = initial.Tensors.ToDictionary(tensor => tensor.Name);
        Values = Own(TorchMemory.ToDevice(initial.Values, device, initial.Values.Length));
        Gradient = Own(zeros(initial.Values.Length, ScalarType.Float32, device));
    }

    /// <summary>θ, <c>[parameters]</c>.</summary>
    public Tensor Values { get; }

    /// <summary>∂L/∂θ, <c>[parameters]</c>. Backward passes add to it.</summary>
    public Tensor Gradient { get; }

    /// <summary>The network.</summary>
    public NetworkArchitecture Architecture { get; }

    /// <summary>The layer with this name; with more outputs than its tensors have, together with those that follow.</summary>
    public TorchDense Dense(string name, int outputs)
    {
        ParameterTensor weight = _tensors[name + ".weight"];
        ParameterTensor bias = _tensors[name + ".bias"];
        return new TorchDense(
            Window(weight.Offset, outputs, weight.Columns),
            Window(bias.Offset, outputs));
    }

    /// <summary>The skip connection with this name; <see langword="null"/> if the network has none.</summary>
    public TorchDense? Skip(string name) =>
        _tensors.TryGetValue(name + ".weight", out ParameterTensor? weight)
            ? new TorchDense(Window(weight.Offset, weight.Rows, weight.Columns), Bias: null)
            : null;

    /// <summary>Every tensor that weight decay shrinks, as a window into <see cref="Values"/>.</summary>
    public IReadOnlyList<Tensor> Decayed() =>
        [.. _tensors.Values.Where(tensor => tensor.IsDecayed).Select(tensor => Own(Values.narrow(0, tensor.Offset, tensor.Length)))];

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

    public void Dispose()
    {
        foreach (Tensor tensor in _owned)
        {
            tensor.Dispose();
        }
    }

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
