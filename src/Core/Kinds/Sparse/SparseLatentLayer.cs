using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer of a sparse autoencoder, which turns activations, the output of the mean head, into a sparse code.</summary>
internal abstract class SparseLatentLayer(NetworkParameters parameters, SparseDefinition definition, int batchSize) : LatentLayer(parameters, batchSize)
{
    // [batch, q].
    private readonly float[] _activations = new float[checked(batchSize * parameters.Architecture.LatentDimension)];
    private readonly float[] _activationGradient = new float[checked(batchSize * parameters.Architecture.LatentDimension)];

    public sealed override void Forward(ReadOnlySpan<float> features, TrainingBatch batch, RowBlock rows, MatrixWorkspace workspace)
    {
        ForwardMean(features, batch, _activations, rows, workspace);
        Span<float> code = rows.Of(Code, Dimension);

        // Nothing needs the gradient before the backward pass, so its memory is free.
        Span<float> scratch = rows.Of(CodeGradient, Dimension)[..Dimension];
        definition.ToCode(rows.Of(_activations, Dimension), rows.Count, Dimension, code, scratch);
        code.CopyTo(rows.Of(batch.Codes, Dimension));
    }

    public sealed override void ReportLoss(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace) =>
        batch.Loss.Set(LossTerm.Penalty, Penalty(batch, errors, workspace));

    public sealed override void AddRowNats(TrainingBatch batch)
    {
    }

    public sealed override void BackwardInput(TrainingBatch batch, GradientTarget featuresGradient, RowBlock rows, MatrixWorkspace workspace)
    {
        AddReportedGradient(CodeGradient, rows);
        float termWeight = batch.WeightOf(LossTerm.Penalty);
        for (int row = rows.Start; row < rows.Start + rows.Count; row++)
        {
            float weight = termWeight * batch.WeightOf(row) / batch.Count;
            for (int unit = 0; unit < Dimension; unit++)
            {
                int i = (row * Dimension) + unit;

                // A second view has no penalty: nothing has computed what its slope depends on, and 0 times infinity would be NaN.
                float slope = weight == 0 ? 0 : weight * PenaltySlope(unit);
                _activationGradient[i] = (CodeGradient[i] + slope) * CodeSlope(Code[i]);
            }
        }

        AddActivationGradient(_activationGradient, rows, workspace);
        BackwardHead(Parameters.Layout.EncoderMean, _activationGradient, featuresGradient, rows, workspace);
    }

    public sealed override void BackwardParameters(
        ReadOnlySpan<float> features, TrainingBatch batch, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace)
    {
        AddParameterGradient(gradient, rows, workspace);
        BackwardMeanParameters(features, batch, _activationGradient, gradient, rows, workspace);
    }

    /// <summary>The activations of all units, <c>[batch, q]</c>; valid after <see cref="Forward"/>.</summary>
    protected ReadOnlySpan<float> Activations(int count) => _activations.AsSpan(0, count * Dimension);

    /// <summary>The penalty of a batch, as a weighted sum over its rows.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="errors">x̂ − x, <c>[batch, d]</c>; 0 for missing values.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    protected abstract double Penalty(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace);

    /// <summary>The derivative of a row's penalty with respect to the code of a unit.</summary>
    protected abstract float PenaltySlope(int unit);

    /// <summary>The derivative of a code with respect to its activation.</summary>
    /// <param name="z">The code.</param>
    protected abstract float CodeSlope(float z);

    /// <summary>Adds any other gradient of the penalty to that of the activations, <c>[batch, q]</c>.</summary>
    protected virtual void AddActivationGradient(Span<float> activationGradient, RowBlock rows, MatrixWorkspace workspace)
    {
    }

    /// <summary>Adds any other gradient of the penalty to that of the parameters.</summary>
    protected virtual void AddParameterGradient(Span<float> gradient, RowBlock rows, MatrixWorkspace workspace)
    {
    }
}
