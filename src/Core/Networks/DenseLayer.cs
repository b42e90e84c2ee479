using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>
/// A fully connected layer y = x·Wᵀ + b: where it finds W <c>[outputs, inputs]</c> and b in the array of all parameters. One without a bias, whose
/// offset is negative, is a path beside other layers: what it gives is added to what they gave.
/// </summary>
internal readonly record struct DenseLayer(int Inputs, int Outputs, int WeightOffset, int BiasOffset)
{
    /// <summary>Whether this is a path beside other layers, without a bias.</summary>
    public bool IsPath => BiasOffset < 0;

    public ReadOnlySpan<float> Weight(ReadOnlySpan<float> parameters) => parameters.Slice(WeightOffset, Inputs * Outputs);

    public ReadOnlySpan<float> Bias(ReadOnlySpan<float> parameters) => IsPath ? [] : parameters.Slice(BiasOffset, Outputs);

    public Span<float> Weight(Span<float> parameters) => parameters.Slice(WeightOffset, Inputs * Outputs);

    public Span<float> Bias(Span<float> parameters) => parameters.Slice(BiasOffset, Outputs);

    /// <summary>y = x·Wᵀ + b for <paramref name="rows"/> rows, of a path y += x·Wᵀ, and what the epilogue makes of it.</summary>
    public void Forward(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> input,
        Span<float> output,
        int rows,
        MatrixWorkspace workspace,
        IProductEpilogue? epilogue = null) =>
        MatrixProducts.MultiplyTransposed(
            input, Weight(parameters), output, rows, Outputs, Inputs, Bias(parameters), workspace, epilogue, accumulates: IsPath);

    /// <summary>∂W = ∂yᵀ·x and ∂b = Σ over rows of ∂y, written into the layer's places in <paramref name="gradient"/>.</summary>
    public void BackwardParameters(
        Span<float> gradient, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, int rows, MatrixWorkspace workspace)
    {
        MatrixProducts.TransposedMultiply(
            outputGradient, input, gradient.Slice(WeightOffset, Inputs * Outputs), Outputs, Inputs, rows, workspace);
        if (!IsPath)
        {
            Reductions.ColumnSums(outputGradient, gradient.Slice(BiasOffset, Outputs), rows, Outputs);
        }
    }

    /// <summary>∂x = ∂y·W, of a path ∂x += ∂y·W.</summary>
    public void BackwardInput(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> outputGradient, GradientTarget inputGradient, int rows, MatrixWorkspace workspace) =>
        MatrixProducts.Multiply(
            outputGradient, Weight(parameters), inputGradient.Values, rows, Inputs, Outputs, workspace, inputGradient.Epilogue, accumulates: IsPath);
}
