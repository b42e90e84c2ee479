using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder;

/// <summary>
/// All weights and biases of an autoencoder: one array, and the list of the tensors in it. Every engine produces this format, and it is saved and
/// used in the same way.
/// </summary>
/// <remarks>
/// Weights are <c>[outputs, inputs]</c>, row by row, as in PyTorch. The encoder's two heads, mean and log-variance, are adjacent, so that
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

    /// <summary>The network that these parameters belong to.</summary>
    public NetworkArchitecture Architecture => Layout.Architecture;

    /// <summary>The tensors in <see cref="Values"/>, in order and without gaps.</summary>
    public IReadOnlyList<ParameterTensor> Tensors => Layout.Tensors;

    /// <summary>All values, laid out as <see cref="Tensors"/> describes.</summary>
    public Span<float> Values => _values;

    internal ParameterLayout Layout { get; }

    /// <summary>The values of one tensor.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <value>A view of <see cref="Values"/>, not a copy: <c>[outputs, inputs]</c>, row by row, for a matrix; <c>[outputs]</c> for a vector.</value>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tensor"/> belongs to a larger network.</exception>
    public Span<float> this[ParameterTensor tensor] => _values.AsSpan(tensor.Offset, tensor.Length);

    /// <summary>The values of one tensor, as memory that stays valid as long as the parameters do.</summary>
    internal ReadOnlyMemory<float> Memory(ParameterTensor tensor) => _values.AsMemory(tensor.Offset, tensor.Length);

    internal NetworkParameters Copy() => new(Layout, [.. _values]);
}
