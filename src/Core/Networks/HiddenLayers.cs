using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>
/// The hidden layers of an encoder or decoder, each x → activation(x·Wᵀ + b). Keeps from the forward pass what the backward pass needs. The buffers
/// hold one batch, so only one batch can be in progress at a time.
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
    /// <returns>The output of the last layer, <c>[rows, outputs]</c>; the input itself if there are no layers.</returns>
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
    /// Where the next layer writes the gradient of its input, which is the output of these layers, <c>[rows, outputs]</c>. There it becomes the
    /// gradient of the last preactivations. Not wanted if there are no layers.
    /// </summary>
    public GradientTarget OutputGradient(int rows) => _layers.Count == 0 ? default : GradientOf(_layers.Count - 1, rows);

    /// <summary>Propagates <see cref="OutputGradient"/> back through all layers.</summary>
    /// <param name="parameters">The parameters of the forward pass.</param>
    /// <param name="gradient">Receives the gradients of these layers' parameters, at the layers' offsets.</param>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="inputGradient">Receives the gradient of the input.</param>
    /// <param name="rows">The number of rows in the batch.</param>
    /// <param name="workspace">Buffers for the products.</param>
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

    /// <summary>Computes outputs from preactivations, and replaces the preactivations with the derivatives.</summary>
    private sealed class LayerActivation(Activation activation, int width, float[] preactivations, float[] outputs) : BlockEpilogue(width)
    {
        protected override void Apply(int start, int length) =>
            ActivationFunctions.ForwardWithSlope(activation, preactivations.AsSpan(start, length), outputs.AsSpan(start, length));
    }

    /// <summary>Turns gradients of outputs into gradients of preactivations.</summary>
    private sealed class LayerSlopes(int width, float[] slopes, float[] gradients) : BlockEpilogue(width)
    {
        protected override void Apply(int start, int length)
        {
            Span<float> values = gradients.AsSpan(start, length);
            TensorPrimitives.Multiply(values, slopes.AsSpan(start, length), values);
        }
    }

    /// <summary>Processes a block of a layer's values in contiguous pieces.</summary>
    private abstract class BlockEpilogue(int width) : IProductEpilogue
    {
        public void Apply(int row, int rows, int column, int columns)
        {
            // Whole rows are contiguous.
            (int pieces, int length) = columns == width ? (1, rows * width) : (rows, columns);
            for (int i = 0; i < pieces; i++)
            {
                Apply(((row + i) * width) + column, length);
            }
        }

        protected abstract void Apply(int start, int length);
    }
}
