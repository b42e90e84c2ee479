using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder;

/// <summary>
/// All weights and biases of an autoencoder, as data: one array, and the list of the tensors in it. Every engine produces the same thing, and
/// it is saved and served the same way.
/// </summary>
/// <remarks>
/// Weights are <c>[outputs, inputs]</c>, row by row, as in PyTorch. The encoder's two heads, mean and log-variance, lie side by side, so that
/// one product computes both.
/// </remarks>
public sealed class NetworkParameters
{
    private readonly float[] _values;

    internal NetworkParameters(ParameterLayout layout)
        : this(layout, new float[layout.Count])
    {
    }

    internal NetworkParameters(ParameterLayout layout, float[] values)
    {
        Layout = layout;
        _values = values;
    }

    /// <summary>The network these parameters are of.</summary>
    public NetworkArchitecture Architecture => Layout.Architecture;

    /// <summary>What lies where in <see cref="Values"/>, in order and without gaps.</summary>
    public IReadOnlyList<ParameterTensor> Tensors => Layout.Tensors;

    /// <summary>All values, laid out as <see cref="Tensors"/> says.</summary>
    public Span<float> Values => _values;

    internal ParameterLayout Layout { get; }

    /// <summary>The values of one tensor.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <value>Its part of <see cref="Values"/>, not a copy: <c>[outputs, inputs]</c>, row by row, of a matrix, and <c>[outputs]</c> of a vector.</value>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tensor"/> is of a larger network.</exception>
    public Span<float> this[ParameterTensor tensor] => _values.AsSpan(tensor.Offset, tensor.Length);

    /// <summary>The values of one tensor, to be read for as long as the parameters are there.</summary>
    internal ReadOnlyMemory<float> Memory(ParameterTensor tensor) => _values.AsMemory(tensor.Offset, tensor.Length);

    internal NetworkParameters Copy() => new(Layout, [.. _values]);
}
