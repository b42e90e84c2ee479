using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>
/// A fully connected layer y = x·Wᵀ + b: where it finds W <c>[outputs, inputs]</c> and b in the array of all parameters. Without a bias where
/// its offset is negative.
/// </summary>
internal readonly record struct DenseLayer(int Inputs, int Outputs, int WeightOffset, int BiasOffset)
{
    public ReadOnlySpan<float> Weight(ReadOnlySpan<float> parameters) => parameters.Slice(WeightOffset, Inputs * Outputs);

    public ReadOnlySpan<float> Bias(ReadOnlySpan<float> parameters) => BiasOffset < 0 ? [] : parameters.Slice(BiasOffset, Outputs);

    public Span<float> Weight(Span<float> parameters) => parameters.Slice(WeightOffset, Inputs * Outputs);

    public Span<float> Bias(Span<float> parameters) => parameters.Slice(BiasOffset, Outputs);

    /// <summary>y = x·Wᵀ + b for <paramref name="rows"/> rows, and what the epilogue makes of it.</summary>
    public void Forward(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> input,
        Span<float> output,
        int rows,
        MatrixWorkspace workspace,
        IProductEpilogue? epilogue = null) =>
        MatrixProducts.MultiplyTransposed(
            input, Weight(parameters), output, rows, Outputs, Inputs, Bias(parameters), workspace, epilogue);

    /// <summary>∂W = ∂yᵀ·x and ∂b = Σ over rows of ∂y, written into the layer's places in <paramref name="gradient"/>.</summary>
    public void BackwardParameters(
        Span<float> gradient, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, int rows, MatrixWorkspace workspace)
    {
        MatrixProducts.TransposedMultiply(
            outputGradient, input, gradient.Slice(WeightOffset, Inputs * Outputs), Outputs, Inputs, rows, workspace);
        if (BiasOffset >= 0)
        {
            Reductions.ColumnSums(outputGradient, gradient.Slice(BiasOffset, Outputs), rows, Outputs);
        }
    }

    /// <summary>∂x = ∂y·W.</summary>
    public void BackwardInput(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, int rows, MatrixWorkspace workspace) =>
        MatrixProducts.Multiply(outputGradient, Weight(parameters), inputGradient, rows, Inputs, Outputs, workspace);
}
