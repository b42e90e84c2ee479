using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer whose codes are sigmoids with means over the batch that are pulled toward a target.</summary>
internal sealed class KlLayer(NetworkParameters parameters, SparseDefinition definition, KlSparsity sparsity, int batchSize)
    : SparseLatentLayer(parameters, definition, batchSize)
{
    // ρ̂ of each unit, kept for the backward pass.
    private readonly float[] _mean = new float[parameters.Architecture.LatentDimension];

    protected override double Penalty(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace) =>
        sparsity.Weight * batch.TotalWeight * DivergenceFromTarget(batch, sparsity.TargetActivation);

    protected override float PenaltySlope(int unit) =>
        sparsity.Weight * (((1 - sparsity.TargetActivation) / (1 - _mean[unit])) - (sparsity.TargetActivation / _mean[unit]));

    protected override float CodeSlope(float z) => z * (1 - z);

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
