using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder;

/// <summary>
/// All weights and biases of an autoencoder, as data: one array, and the list of what lies where in it. Whoever trained it, it is
/// saved and served alike.
/// </summary>
/// <remarks>
/// Weights are <c>[outputs, inputs]</c>, row by row, as in PyTorch. The two heads of the encoder, mean and log-variance, lie side by
/// side, so that one product computes both.
/// </remarks>
public sealed class NetworkParameters
{
    private readonly float[] _values;

    internal NetworkParameters(NetworkArchitecture architecture)
    {
        Layout = new ParameterLayout(architecture);
        _values = new float[Layout.Count];
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
    /// <value>Its part of <see cref="Values"/>, not a copy: <c>[outputs, inputs]</c>, row by row, of a weight, and <c>[outputs]</c> of a bias.</value>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tensor"/> is of a larger network.</exception>
    public Span<float> this[ParameterTensor tensor] => _values.AsSpan(tensor.Offset, tensor.Length);

    /// <summary>The values of one tensor, to be read for as long as the parameters are there.</summary>
    internal ReadOnlyMemory<float> Memory(ParameterTensor tensor) => _values.AsMemory(tensor.Offset, tensor.Length);

    internal NetworkParameters Copy() => new(Layout, [.. _values]);
}
