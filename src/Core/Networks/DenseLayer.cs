using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>
/// A fully connected layer y = x·Wᵀ + b, given by the offsets of W <c>[outputs, inputs]</c> and b in the array of all parameters. A layer with a
/// negative bias offset has no bias and is a skip connection: its output is added to that of the layers it skips.
/// </summary>
internal readonly record struct DenseLayer(int Inputs, int Outputs, int WeightOffset, int BiasOffset)
{
    /// <summary>Whether this is a skip connection, without a bias.</summary>
    public bool IsSkip => BiasOffset < 0;

    public ReadOnlySpan<float> Weight(ReadOnlySpan<float> parameters) => parameters.Slice(WeightOffset, Inputs * Outputs);

    public ReadOnlySpan<float> Bias(ReadOnlySpan<float> parameters) => IsSkip ? [] : parameters.Slice(BiasOffset, Outputs);

    public Span<float> Weight(Span<float> parameters) => parameters.Slice(WeightOffset, Inputs * Outputs);

    public Span<float> Bias(Span<float> parameters) => parameters.Slice(BiasOffset, Outputs);

    /// <summary>y = x·Wᵀ + b for <paramref name="rows"/> rows, or y += x·Wᵀ for a skip connection, followed by the epilogue.</summary>
    public void Forward(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> input,
        Span<float> output,
        int rows,
        MatrixWorkspace workspace,
        IProductEpilogue? epilogue = null) =>
        MatrixProducts.MultiplyTransposed(
            input, Weight(parameters), output, rows, Outputs, Inputs, Bias(parameters), workspace, epilogue, accumulates: IsSkip);

    /// <summary>∂W = ∂yᵀ·x and ∂b = Σ ∂y over the rows, written at the layer's offsets in <paramref name="gradient"/>.</summary>
    public void BackwardParameters(
        Span<float> gradient, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, int rows, MatrixWorkspace workspace)
    {
        MatrixProducts.TransposedMultiply(
            outputGradient, input, Weight(gradient), Outputs, Inputs, rows, workspace);
        if (!IsSkip)
        {
            Reductions.ColumnSums(outputGradient, Bias(gradient), rows, Outputs);
        }
    }

    /// <summary>∂x = ∂y·W, or ∂x += ∂y·W for a skip connection.</summary>
    public void BackwardInput(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> outputGradient, GradientTarget inputGradient, int rows, MatrixWorkspace workspace) =>
        MatrixProducts.Multiply(
            outputGradient, Weight(parameters), inputGradient.Values, rows, Inputs, Outputs, workspace, inputGradient.Epilogue, accumulates: IsSkip);
}
