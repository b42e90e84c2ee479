using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>
/// The hidden layers of an encoder or decoder, x → activation(x·Wᵀ + b) each, with what the backward pass needs kept from the
/// forward pass. Holds buffers for a batch; one batch at a time.
/// </summary>
internal sealed class HiddenLayers
{
    private readonly IReadOnlyList<DenseLayer> _layers;
    private readonly Activation _activation;
    private readonly float[][] _preactivations;
    private readonly float[][] _outputs;
    private readonly float[][] _gradients;

    public HiddenLayers(IReadOnlyList<DenseLayer> layers, Activation activation, int batchSize)
    {
        _layers = layers;
        _activation = activation;
        float[][] Buffers() => [.. layers.Select(layer => new float[checked(batchSize * layer.Outputs)])];
        _preactivations = Buffers();
        _outputs = Buffers();
        _gradients = Buffers();
    }

    /// <summary>Runs the batch through all layers.</summary>
    /// <returns>The last layer's output <c>[rows, outputs]</c>; the input itself where there is no layer.</returns>
    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> input, int rows, MatrixWorkspace workspace)
    {
        ReadOnlySpan<float> current = input;
        for (int i = 0; i < _layers.Count; i++)
        {
            Span<float> preactivation = _preactivations[i].AsSpan(0, rows * _layers[i].Outputs);
            Span<float> output = _outputs[i].AsSpan(0, preactivation.Length);
            _layers[i].Forward(parameters, current, preactivation, rows, workspace);
            ActivationFunctions.Forward(_activation, preactivation, output);
            current = output;
        }

        return current;
    }

    /// <summary>
    /// Where the layer after these writes the gradient of its input, which is their output, <c>[rows, outputs]</c>. Empty where there
    /// is no layer.
    /// </summary>
    public Span<float> OutputGradient(int rows) =>
        _layers.Count == 0 ? [] : _gradients[^1].AsSpan(0, rows * _layers[^1].Outputs);

    /// <summary>Carries <see cref="OutputGradient"/> back through all layers.</summary>
    /// <param name="parameters">The parameters of the forward pass.</param>
    /// <param name="gradient">Receives the gradients of these layers' parameters, in their places.</param>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="inputGradient">Receives the gradient of the input; empty when nobody needs it.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="workspace">Buffers of the products.</param>
    public void Backward(
        ReadOnlySpan<float> parameters,
        Span<float> gradient,
        ReadOnlySpan<float> input,
        Span<float> inputGradient,
        int rows,
        MatrixWorkspace workspace)
    {
        for (int i = _layers.Count - 1; i >= 0; i--)
        {
            DenseLayer layer = _layers[i];
            Span<float> layerGradient = _gradients[i].AsSpan(0, rows * layer.Outputs);
            ActivationFunctions.Backward(
                _activation,
                _preactivations[i].AsSpan(0, layerGradient.Length),
                _outputs[i].AsSpan(0, layerGradient.Length),
                layerGradient,
                layerGradient);

            ReadOnlySpan<float> layerInput = i == 0 ? input : _outputs[i - 1].AsSpan(0, rows * layer.Inputs);
            layer.BackwardParameters(gradient, layerInput, layerGradient, rows, workspace);

            Span<float> below = i == 0 ? inputGradient : _gradients[i - 1].AsSpan(0, rows * layer.Inputs);
            if (!below.IsEmpty)
            {
                layer.BackwardInput(parameters, layerGradient, below, rows, workspace);
            }
        }
    }
}
