using System.Numerics.Tensors;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// The encoder's last layer, which computes the activations of all units by dense products, and its backward pass over the units that have a gradient.
/// Without hidden layers, it reads rows minus the bias of the output: a = W·(x − b) + c.
/// </summary>
internal sealed class SparseEncoder
{
    private readonly NetworkParameters _parameters;
    private readonly DenseLayer _head;
    private readonly DenseLayer? _skip;
    private readonly SparseProduct _product;

    // Rows minus the bias, [batch, d], and the gradient of that bias, [d].
    private readonly float[] _centered;
    private readonly float[] _biasGradient;

    /// <param name="parameters">The parameters of a training session.</param>
    /// <param name="batchSize">The maximum number of rows in a batch.</param>
    /// <param name="threads">The threads that share the work; <see langword="null"/> to use only the caller's.</param>
    public SparseEncoder(NetworkParameters parameters, int batchSize, ThreadTeam? threads)
    {
        int d = parameters.Architecture.InputDimension;
        bool isCentered = parameters.Architecture.HiddenLayers.Count == 0;
        _parameters = parameters;
        _head = parameters.Layout.EncoderMean;
        _skip = parameters.Layout.EncoderSkip;
        _product = new SparseProduct(threads);
        _centered = new float[isCentered ? checked(batchSize * d) : 0];
        _biasGradient = new float[isCentered ? d : 0];
    }

    private bool IsCentered => _biasGradient.Length > 0;

    /// <summary>Computes activations.</summary>
    /// <param name="features">The output of the hidden layers, <c>[rows, features]</c>.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="activations">Receives a, <c>[rows, q]</c>.</param>
    /// <param name="rows">All rows of the batch.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    public void Forward(ReadOnlySpan<float> features, TrainingBatch batch, Span<float> activations, RowBlock rows, MatrixWorkspace workspace)
    {
        if (IsCentered)
        {
            Center(batch.Input);
            features = _centered;
        }

        _head.Forward(_parameters.Values, features, activations, rows, workspace);
        _skip?.Forward(_parameters.Values, batch.Input, activations, rows, workspace);
    }

    /// <summary>From the gradient of the activations, computes that of the features.</summary>
    /// <param name="activationGradient"><c>[rows, q]</c>.</param>
    /// <param name="featuresGradient">Receives the gradient.</param>
    /// <param name="rows">All rows of the batch.</param>
    public void BackwardInput(SparseMatrix activationGradient, GradientTarget featuresGradient, RowBlock rows)
    {
        if (featuresGradient.IsWanted)
        {
            _product.Multiply(activationGradient, _head.Weight((ReadOnlySpan<float>)_parameters.Values), featuresGradient.Values, _head.Inputs);
            featuresGradient.Epilogue?.Apply(rows.Start, rows.Count, 0, _head.Inputs);
        }
    }

    /// <summary>From the gradient of the activations, computes that of the layer's parameters.</summary>
    /// <param name="transposed">The transpose of the gradient, <c>[q, rows]</c>.</param>
    /// <param name="features">The input of the forward pass.</param>
    /// <param name="batch">The batch of the forward pass.</param>
    /// <param name="gradient">Receives the gradient, in the layout of the parameters. It already holds that of the decoder.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    public void BackwardParameters(
        SparseMatrix transposed, ReadOnlySpan<float> features, TrainingBatch batch, Span<float> gradient, MatrixWorkspace workspace)
    {
        _product.Multiply(transposed, IsCentered ? _centered : features, _head.Weight(gradient), _head.Inputs);
        if (_skip is { } skip)
        {
            _product.Multiply(transposed, batch.Input, skip.Weight(gradient), skip.Inputs);
        }

        Span<float> bias = _head.Bias(gradient);
        for (int unit = 0; unit < transposed.Rows; unit++)
        {
            bias[unit] = SumOf(transposed, unit);
        }

        if (IsCentered)
        {
            AddOutputBiasGradient(bias, gradient, workspace);
        }
    }

    private static float SumOf(SparseMatrix matrix, int row)
    {
        float sum = 0;
        foreach (float value in matrix.Values[matrix.Starts[row]..matrix.Starts[row + 1]])
        {
            sum += value;
        }

        return sum;
    }

    private void Center(ReadOnlySpan<float> rows)
    {
        ReadOnlySpan<float> bias = _parameters.Layout.DecoderOutput.Bias((ReadOnlySpan<float>)_parameters.Values);
        for (int start = 0; start < rows.Length; start += bias.Length)
        {
            TensorPrimitives.Subtract(rows.Slice(start, bias.Length), bias, _centered.AsSpan(start, bias.Length));
        }
    }

    /// <summary>Through the encoder, the bias of the output has the gradient −Wᵀ·g, with g the gradient of the activations, summed over the rows.</summary>
    private void AddOutputBiasGradient(ReadOnlySpan<float> activationGradient, Span<float> gradient, MatrixWorkspace workspace)
    {
        ReadOnlySpan<float> weights = _head.Weight((ReadOnlySpan<float>)_parameters.Values);
        MatrixProducts.Multiply(activationGradient, weights, _biasGradient, 1, _biasGradient.Length, activationGradient.Length, workspace);
        Span<float> bias = _parameters.Layout.DecoderOutput.Bias(gradient);
        TensorPrimitives.Subtract(bias, _biasGradient, bias);
    }
}
