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
    private readonly LayerActivation[] _activations;
    private readonly LayerSlopes[] _multiplications;

    public HiddenLayers(IReadOnlyList<DenseLayer> layers, Activation activation, int batchSize)
    {
        _layers = layers;
        float[][] Buffers() => [.. layers.Select(layer => new float[checked(batchSize * layer.Outputs)])];
        _slopes = Buffers();
        _outputs = Buffers();
        _gradients = Buffers();
        _activations = [.. layers.Select((layer, i) => new LayerActivation(activation, layer.Outputs, _slopes[i], _outputs[i]))];
        _multiplications = [.. layers.Select((layer, i) => new LayerSlopes(layer.Outputs, _slopes[i], _gradients[i]))];
    }

    /// <summary>Runs the batch through all layers.</summary>
    /// <returns>The last layer's output <c>[rows, outputs]</c>; the input itself where there is no layer.</returns>
    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> input, int rows, MatrixWorkspace workspace)
    {
        ReadOnlySpan<float> current = input;
        for (int i = 0; i < _layers.Count; i++)
        {
            int length = rows * _layers[i].Outputs;
            _layers[i].Forward(parameters, current, _slopes[i].AsSpan(0, length), rows, workspace, _activations[i]);
            current = _outputs[i].AsSpan(0, length);
        }

        return current;
    }

    /// <summary>
    /// Where the layer after these writes the gradient of its input, which is their output, <c>[rows, outputs]</c>, and which becomes that of the last
    /// pre-activations there. Not wanted where there is no layer.
    /// </summary>
    public GradientTarget OutputGradient(int rows) => _layers.Count == 0 ? default : GradientOf(_layers.Count - 1, rows);

    /// <summary>Carries <see cref="OutputGradient"/> back through all layers.</summary>
    /// <param name="parameters">The parameters of the forward pass.</param>
    /// <param name="gradient">Receives the gradients of these layers' parameters, in their places.</param>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="inputGradient">Receives the gradient of the input.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="workspace">Buffers of the products.</param>
    public void Backward(
        ReadOnlySpan<float> parameters,
        Span<float> gradient,
        ReadOnlySpan<float> input,
        GradientTarget inputGradient,
        int rows,
        MatrixWorkspace workspace)
    {
        for (int i = _layers.Count - 1; i >= 0; i--)
        {
            DenseLayer layer = _layers[i];
            ReadOnlySpan<float> layerGradient = _gradients[i].AsSpan(0, rows * layer.Outputs);
            ReadOnlySpan<float> layerInput = i == 0 ? input : _outputs[i - 1].AsSpan(0, rows * layer.Inputs);
            layer.BackwardParameters(gradient, layerInput, layerGradient, rows, workspace);

            GradientTarget below = i == 0 ? inputGradient : GradientOf(i - 1, rows);
            if (below.IsWanted)
            {
                layer.BackwardInput(parameters, layerGradient, below, rows, workspace);
            }
        }
    }

    private GradientTarget GradientOf(int layer, int rows) => new(_gradients[layer].AsSpan(0, rows * _layers[layer].Outputs), _multiplications[layer]);

    /// <summary>Makes outputs of pre-activations, and leaves their slopes in their place.</summary>
    private sealed class LayerActivation(Activation activation, int width, float[] preactivations, float[] outputs) : BlockEpilogue(width)
    {
        protected override void Apply(int start, int length) =>
            ActivationFunctions.ForwardWithSlope(activation, preactivations.AsSpan(start, length), outputs.AsSpan(start, length));
    }

    /// <summary>Makes gradients of pre-activations of those of outputs.</summary>
    private sealed class LayerSlopes(int width, float[] slopes, float[] gradients) : BlockEpilogue(width)
    {
        protected override void Apply(int start, int length)
        {
            Span<float> values = gradients.AsSpan(start, length);
            TensorPrimitives.Multiply(values, slopes.AsSpan(start, length), values);
        }
    }

    /// <summary>Goes over a block of a layer's values by the pieces that lie together.</summary>
    private abstract class BlockEpilogue(int width) : IProductEpilogue
    {
        public void Apply(int row, int rows, int column, int columns)
        {
            // Whole rows are one piece.
            (int pieces, int length) = columns == width ? (1, rows * width) : (rows, columns);
            for (int i = 0; i < pieces; i++)
            {
                Apply(((row + i) * width) + column, length);
            }
        }

        protected abstract void Apply(int start, int length);
    }
}
