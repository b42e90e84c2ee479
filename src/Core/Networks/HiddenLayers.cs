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

    /// <summary>
    /// Where the next layer writes the gradient of its input, which is the output of these layers, <c>[batch, outputs]</c>. There it becomes the
    /// gradient of the last preactivations. Not wanted if there are no layers.
    /// </summary>
    public GradientTarget OutputGradient => _layers.Count == 0 ? default : GradientOf(_layers.Count - 1);

    /// <summary>Runs some rows of a batch through all layers.</summary>
    public void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> input, RowBlock rows, MatrixWorkspace workspace)
    {
        for (int i = 0; i < _layers.Count; i++)
        {
            _layers[i].Forward(parameters, InputOf(i, input), _slopes[i], rows, workspace, _activations[i]);
        }
    }

    /// <summary>The output of the last layer, <c>[batch, outputs]</c>; the input itself if there are no layers.</summary>
    public ReadOnlySpan<float> Output(ReadOnlySpan<float> input) => InputOf(_layers.Count, input);

    /// <summary>Propagates <see cref="OutputGradient"/> back through all layers, for some rows of a batch.</summary>
    /// <param name="parameters">The parameters of the forward pass.</param>
    /// <param name="gradient">Receives the gradients of these layers' parameters, as sums over the rows, at the layers' offsets.</param>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="inputGradient">Receives the gradient of the input.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="workspace">Buffers for the products.</param>
    public void Backward(
        ReadOnlySpan<float> parameters,
        Span<float> gradient,
        ReadOnlySpan<float> input,
        GradientTarget inputGradient,
        RowBlock rows,
        MatrixWorkspace workspace)
    {
        for (int i = _layers.Count - 1; i >= 0; i--)
        {
            _layers[i].BackwardParameters(gradient, InputOf(i, input), _gradients[i], rows, workspace);
            GradientTarget below = i == 0 ? inputGradient : GradientOf(i - 1);
            if (below.IsWanted)
            {
                _layers[i].BackwardInput(parameters, _gradients[i], below, rows, workspace);
            }
        }
    }

    private ReadOnlySpan<float> InputOf(int layer, ReadOnlySpan<float> input) => layer == 0 ? input : _outputs[layer - 1];

    private GradientTarget GradientOf(int layer) => new(_gradients[layer], _multiplications[layer]);

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
