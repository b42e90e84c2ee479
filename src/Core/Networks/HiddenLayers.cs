using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>
/// The hidden layers of an encoder or decoder, x → activation(x·Wᵀ + b) each, with what the backward pass needs kept from the
/// forward pass. Holds buffers for a batch; one batch at a time.
/// </summary>
internal sealed class HiddenLayers
{
    private readonly IReadOnlyList<DenseLayer> _layers;
    private readonly float[][] _slopes;
    private readonly float[][] _outputs;
    private readonly float[][] _gradients;
    private readonly LayerActivation[] _epilogues;

    public HiddenLayers(IReadOnlyList<DenseLayer> layers, Activation activation, int batchSize)
    {
        _layers = layers;
        float[][] Buffers() => [.. layers.Select(layer => new float[checked(batchSize * layer.Outputs)])];
        _slopes = Buffers();
        _outputs = Buffers();
        _gradients = Buffers();
        _epilogues = [.. layers.Select((layer, i) => new LayerActivation(activation, layer.Outputs, _slopes[i], _outputs[i]))];
    }

    /// <summary>Runs the batch through all layers.</summary>
    /// <returns>The last layer's output <c>[rows, outputs]</c>; the input itself where there is no layer.</returns>
    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> input, int rows, MatrixWorkspace workspace)
    {
        ReadOnlySpan<float> current = input;
        for (int i = 0; i < _layers.Count; i++)
        {
            int length = rows * _layers[i].Outputs;
            _layers[i].Forward(parameters, current, _slopes[i].AsSpan(0, length), rows, workspace, _epilogues[i]);
            current = _outputs[i].AsSpan(0, length);
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
            TensorPrimitives.Multiply(layerGradient, _slopes[i].AsSpan(0, layerGradient.Length), layerGradient);

            ReadOnlySpan<float> layerInput = i == 0 ? input : _outputs[i - 1].AsSpan(0, rows * layer.Inputs);
            layer.BackwardParameters(gradient, layerInput, layerGradient, rows, workspace);

            Span<float> below = i == 0 ? inputGradient : _gradients[i - 1].AsSpan(0, rows * layer.Inputs);
            if (!below.IsEmpty)
            {
                layer.BackwardInput(parameters, layerGradient, below, rows, workspace);
            }
        }
    }

    /// <summary>Makes outputs of pre-activations, and leaves their slopes in their place.</summary>
    private sealed class LayerActivation(Activation activation, int width, float[] preactivations, float[] outputs) : IProductEpilogue
    {
        public void Apply(int row, int rows, int column, int columns)
        {
            // Whole rows are one piece.
            (int pieces, int length) = columns == width ? (1, rows * width) : (rows, columns);
            for (int i = 0; i < pieces; i++)
            {
                int start = ((row + i) * width) + column;
                ActivationFunctions.ForwardWithSlope(activation, preactivations.AsSpan(start, length), outputs.AsSpan(start, length));
            }
        }
    }
}
