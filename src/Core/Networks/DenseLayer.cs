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

    /// <summary>y = x·Wᵀ + b for some rows of a batch, or y += x·Wᵀ for a skip connection, followed by the epilogue.</summary>
    public void Forward(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> input,
        Span<float> output,
        RowBlock rows,
        MatrixWorkspace workspace,
        IProductEpilogue? epilogue = null) =>
        MatrixProducts.MultiplyTransposed(
            rows.Of(input, Inputs),
            Weight(parameters),
            rows.Of(output, Outputs),
            rows.Count,
            Outputs,
            Inputs,
            Bias(parameters),
            workspace,
            epilogue,
            accumulates: IsSkip,
            rows.Start);

    /// <summary>∂W = ∂yᵀ·x and ∂b = Σ ∂y over some rows of a batch, written at the layer's offsets in <paramref name="gradient"/>.</summary>
    public void BackwardParameters(
        Span<float> gradient, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, RowBlock rows, MatrixWorkspace workspace)
    {
        outputGradient = rows.Of(outputGradient, Outputs);
        MatrixProducts.TransposedMultiply(outputGradient, rows.Of(input, Inputs), Weight(gradient), Outputs, Inputs, rows.Count, workspace);
        if (!IsSkip)
        {
            Reductions.ColumnSums(outputGradient, Bias(gradient), rows.Count, Outputs);
        }
    }

    /// <summary>∂x = ∂y·W for some rows of a batch, or ∂x += ∂y·W for a skip connection.</summary>
    public void BackwardInput(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> outputGradient, GradientTarget inputGradient, RowBlock rows, MatrixWorkspace workspace) =>
        MatrixProducts.Multiply(
            rows.Of(outputGradient, Outputs),
            Weight(parameters),
            rows.Of(inputGradient.Values, Inputs),
            rows.Count,
            Inputs,
            Outputs,
            workspace,
            inputGradient.Epilogue,
            accumulates: IsSkip,
            rows.Start);
}
