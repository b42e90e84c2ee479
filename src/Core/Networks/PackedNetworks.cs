using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>An encoder with its weights packed for serving. Immutable; shared by all who score with the model.</summary>
internal sealed class PackedEncoder(NetworkParameters parameters)
{
    public Activation Activation { get; } = parameters.Architecture.Activation;

    public PackedLayer[] Hidden { get; } = [.. parameters.Layout.EncoderHidden.Select(layer => new PackedLayer(layer, parameters.Values))];

    /// <summary>From the input straight to μ; null where there are no hidden layers to lead past.</summary>
    public PackedLayer? Linear { get; } = PackedLayer.Of(parameters.Layout.EncoderLinear, parameters.Values);

    public PackedLayer Mean { get; } = new(parameters.Layout.EncoderMean, parameters.Values);

    public PackedLayer LogVariance { get; } = new(parameters.Layout.EncoderLogVariance, parameters.Values);
}

/// <summary>A decoder with its weights packed for serving. Immutable; shared by all who score with the model.</summary>
internal sealed class PackedDecoder(NetworkParameters parameters)
{
    public Activation Activation { get; } = parameters.Architecture.Activation;

    public PackedLayer[] Hidden { get; } = [.. parameters.Layout.DecoderHidden.Select(layer => new PackedLayer(layer, parameters.Values))];

    /// <summary>From the code straight to the output; null where there are no hidden layers to lead past.</summary>
    public PackedLayer? Linear { get; } = PackedLayer.Of(parameters.Layout.DecoderLinear, parameters.Values);

    public PackedLayer Output { get; } = new(parameters.Layout.DecoderOutput, parameters.Values);
}

/// <summary>A layer y = x·Wᵀ + b, or a path y += x·Wᵀ, with its weights packed.</summary>
internal sealed class PackedLayer(DenseLayer layer, ReadOnlySpan<float> parameters)
{
    private readonly PackedWeights _weight = new(layer.Weight(parameters), layer.Outputs, layer.Inputs);
    private readonly float[] _bias = layer.Bias(parameters).ToArray();
    private readonly bool _isPath = layer.IsPath;

    public int Outputs { get; } = layer.Outputs;

    public static PackedLayer? Of(DenseLayer? layer, ReadOnlySpan<float> parameters) =>
        layer is { } present ? new PackedLayer(present, parameters) : null;

    public void Forward(ReadOnlySpan<float> input, Span<float> output, int rows, MatrixWorkspace workspace) =>
        _weight.Multiply(input, output, rows, _bias, workspace, _isPath);
}
