using System.Numerics.Tensors;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer of a sparse autoencoder: the mean head's output, made sparse.</summary>
internal sealed class SparseLatentLayer(NetworkParameters parameters, Sparsity sparsity, int batchSize) : LatentLayer(parameters, batchSize)
{
    // A mean of exactly 0 or 1 would cost infinitely much.
    private const float LeastActivation = 1e-6f;

    // [batch, q] but for the last two, which are [q].
    private readonly float[] _activations = new float[checked(batchSize * parameters.Architecture.LatentDimension)];
    private readonly float[] _activationGradient = new float[checked(batchSize * parameters.Architecture.LatentDimension)];
    private readonly float[] _meanCode = new float[parameters.Architecture.LatentDimension];
    private readonly float[] _scratch = new float[parameters.Architecture.LatentDimension];
    private readonly DeadUnitLoss? _deadUnits =
        sparsity is TopK { AuxiliaryWeight: > 0 } topK ? new DeadUnitLoss(parameters, topK, batchSize) : null;

    public override void Forward(ReadOnlySpan<float> features, TrainingBatch batch, MatrixWorkspace workspace)
    {
        Span<float> activations = _activations.AsSpan(0, batch.Count * Dimension);
        Parameters.Layout.EncoderMean.Forward(Parameters.Values, features, activations, batch.Count, workspace);
        AddLinearPath(batch, activations, workspace);
        Span<float> code = Code(batch.Count);
        SparseCode.Forward(sparsity, activations, batch.Count, Dimension, code, _scratch);
        code.CopyTo(batch.Codes);
    }

    public override LatentTerms Terms(TrainingBatch batch) => new(0, 0, sparsity switch
    {
        L1Penalty l1 => l1.Weight * SumOfCodes(batch),
        KlSparsity kl => kl.Weight * batch.TotalWeight * DivergenceFromTarget(batch, kl.TargetActivation),
        _ => 0,
    });

    public override double DeadUnitPenalty(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace) =>
        _deadUnits?.Forward(batch, _activations.AsSpan(0, batch.Count * Dimension), errors, workspace) ?? 0;

    public override void Backward(
        ReadOnlySpan<float> features,
        TrainingBatch batch,
        float klWeight,
        Span<float> gradient,
        GradientTarget featuresGradient,
        MatrixWorkspace workspace)
    {
        Span<float> activationGradient = _activationGradient.AsSpan(0, batch.Count * Dimension);
        for (int row = 0; row < batch.Count; row++)
        {
            float weight = batch.WeightOf(row) / batch.Count;
            for (int unit = 0; unit < Dimension; unit++)
            {
                int i = (row * Dimension) + unit;
                activationGradient[i] = (CodeGradient(batch.Count)[i] + (weight * PenaltySlope(unit))) * Slope(Code(batch.Count)[i]);
            }
        }

        _deadUnits?.AddGradient(batch, activationGradient, gradient, workspace);
        BackwardMean(features, batch, activationGradient, gradient, featuresGradient, workspace);
    }

    /// <summary>The derivative of a code by its activation, where the code is z.</summary>
    private float Slope(float z) => sparsity is KlSparsity ? z * (1 - z) : z > 0 ? 1 : 0;

    /// <summary>The derivative of the penalty by the code of a unit.</summary>
    private float PenaltySlope(int unit) => sparsity switch
    {
        L1Penalty l1 => l1.Weight,
        KlSparsity kl => kl.Weight * (((1 - kl.TargetActivation) / (1 - _meanCode[unit])) - (kl.TargetActivation / _meanCode[unit])),
        _ => 0,
    };

    private double SumOfCodes(TrainingBatch batch)
    {
        double sum = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            sum += Reductions.Sum(batch.Codes.Slice(row * Dimension, Dimension)) * batch.WeightOf(row);
        }

        return sum;
    }

    /// <summary>Σ ρ log(ρ/ρ̂) + (1 − ρ) log((1 − ρ)/(1 − ρ̂)) over the units, with ρ̂ kept for the backward pass.</summary>
    private double DivergenceFromTarget(TrainingBatch batch, float target)
    {
        Array.Clear(_meanCode);
        for (int row = 0; row < batch.Count; row++)
        {
            float share = (float)(batch.WeightOf(row) / batch.TotalWeight);
            TensorPrimitives.MultiplyAdd(batch.Codes.Slice(row * Dimension, Dimension), share, _meanCode, _meanCode);
        }

        double divergence = 0;
        foreach (ref float mean in _meanCode.AsSpan())
        {
            mean = Math.Clamp(mean, LeastActivation, 1 - LeastActivation);
            divergence += (target * ScalarFunctions.Log(target / mean)) + ((1 - target) * ScalarFunctions.Log((1.0 - target) / (1 - mean)));
        }

        return divergence;
    }
}
