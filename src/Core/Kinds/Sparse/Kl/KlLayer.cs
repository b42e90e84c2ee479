using System.Numerics.Tensors;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer whose codes are sigmoids with means over the batch that are pulled toward a target.</summary>
internal sealed class KlLayer(NetworkParameters parameters, KlSparsity sparsity, int batchSize) : LatentLayer(parameters, batchSize)
{
    // ρ̂ of each unit, kept for the backward pass.
    private readonly float[] _mean = new float[parameters.Architecture.LatentDimension];

    private double _penalty;

    // [batch, q].
    private readonly float[] _activationGradient = new float[checked(batchSize * parameters.Architecture.LatentDimension)];

    public override void Forward(ReadOnlySpan<float> features, TrainingBatch batch, RowBlock rows, MatrixWorkspace workspace)
    {
        ForwardMean(features, batch, Code, rows, workspace);
        Span<float> code = rows.Of(Code, Dimension);
        ElementWise.Sigmoid(code, code);
        code.CopyTo(rows.Of(batch.Codes, Dimension));
    }

    public override void ReportLoss(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace)
    {
        _penalty = sparsity.Weight * DivergenceFromTarget(batch, sparsity.TargetActivation);
        batch.Loss.Set(LossTerm.Penalty, batch.TotalWeight * _penalty);
    }

    public override void ReportRows(TrainingBatch batch) => batch.RowPenalties.Fill((float)_penalty);

    public override void BackwardInput(TrainingBatch batch, GradientTarget featuresGradient, RowBlock rows, MatrixWorkspace workspace)
    {
        AddReportedGradient(CodeGradient, rows);
        float termWeight = batch.WeightOf(LossTerm.Penalty);
        for (int row = rows.Start; row < rows.Start + rows.Count; row++)
        {
            float weight = termWeight * batch.WeightOf(row) / batch.Count;
            for (int unit = 0; unit < Dimension; unit++)
            {
                int i = (row * Dimension) + unit;

                // A second view has no penalty: nothing has computed the means, and 0 times infinity would be NaN.
                float slope = weight == 0 ? 0 : weight * PenaltySlope(unit);
                _activationGradient[i] = (CodeGradient[i] + slope) * Code[i] * (1 - Code[i]);
            }
        }

        BackwardHead(Parameters.Layout.EncoderMean, _activationGradient, featuresGradient, rows, workspace);
    }

    public override void BackwardParameters(
        ReadOnlySpan<float> features, TrainingBatch batch, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace) =>
        BackwardMeanParameters(features, batch, _activationGradient, gradient, rows, workspace);

    /// <summary>The derivative of a row's penalty with respect to the code of a unit.</summary>
    private float PenaltySlope(int unit) =>
        sparsity.Weight * (((1 - sparsity.TargetActivation) / (1 - _mean[unit])) - (sparsity.TargetActivation / _mean[unit]));

    /// <summary>Σ ρ log(ρ/ρ̂) + (1 − ρ) log((1 − ρ)/(1 − ρ̂)) over the units.</summary>
    private double DivergenceFromTarget(TrainingBatch batch, float target)
    {
        Array.Clear(_mean);
        for (int row = 0; row < batch.Count; row++)
        {
            float share = (float)(batch.WeightOf(row) / batch.TotalWeight);
            TensorPrimitives.MultiplyAdd(batch.Codes.Slice(row * Dimension, Dimension), share, _mean, _mean);
        }

        double divergence = 0;
        foreach (ref float mean in _mean.AsSpan())
        {
            mean = Math.Clamp(mean, KlSparsity.MinMean, 1 - KlSparsity.MinMean);
            divergence += (target * ScalarFunctions.Log(target / mean)) + ((1 - target) * ScalarFunctions.Log((1.0 - target) / (1 - mean)));
        }

        return divergence;
    }
}
