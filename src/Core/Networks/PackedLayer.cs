using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>
/// Layers that read the same input, y = x·Wᵀ + b each, merged into one layer with their outputs side by side; or a skip connection
/// y += x·Wᵀ. The weights are packed.
/// </summary>
internal sealed class PackedLayer
{
    private readonly PackedWeights _weight;
    private readonly float[] _bias;
    private readonly bool _isSkip;

    /// <param name="parameters">All parameters of the network.</param>
    /// <param name="layers">The layers; a skip connection must be the only one.</param>
    public PackedLayer(NetworkParameters parameters, params DenseLayer[] layers)
    {
        Outputs = layers.Sum(layer => layer.Outputs);
        int inputs = layers[0].Inputs;
        ReadOnlySpan<float> values = parameters.Values;

        // Weights may take gigabytes, so those of a single layer are not copied.
        float[] merged = new float[layers.Length == 1 ? 0 : checked(Outputs * inputs)];
        _bias = new float[layers[0].IsSkip ? 0 : Outputs];
        int done = 0;
        foreach (DenseLayer layer in layers)
        {
            if (layers.Length > 1)
            {
                layer.Weight(values).CopyTo(merged.AsSpan(checked(done * inputs)));
            }

            layer.Bias(values).CopyTo(_bias.AsSpan(done));
            done += layer.Outputs;
        }

        _weight = new PackedWeights(layers.Length == 1 ? layers[0].Weight(values) : merged, Outputs, inputs);
        _isSkip = layers[0].IsSkip;
    }

    /// <summary>The number of outputs of all layers together.</summary>
    public int Outputs { get; }

    public void Forward(ReadOnlySpan<float> input, Span<float> output, int rows, MatrixWorkspace workspace) =>
        _weight.Multiply(input, output, rows, _bias, workspace, _isSkip);
}
