using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer of a sparse autoencoder, which turns activations, the output of the mean head, into a sparse code.</summary>
internal abstract class SparseLatentLayer(NetworkParameters parameters, SparseDefinition definition, int batchSize) : LatentLayer(parameters, batchSize)
{
    // [batch, q], [batch, q] and [q].
    private readonly float[] _activations = new float[checked(batchSize * parameters.Architecture.LatentDimension)];
    private readonly float[] _activationGradient = new float[checked(batchSize * parameters.Architecture.LatentDimension)];
    private readonly float[] _scratch = new float[parameters.Architecture.LatentDimension];

    public sealed override void Forward(ReadOnlySpan<float> features, TrainingBatch batch, MatrixWorkspace workspace)
    {
        Span<float> activations = _activations.AsSpan(0, batch.Count * Dimension);
        ForwardMean(features, batch, activations, workspace);
        Span<float> code = Code(batch.Count);
        definition.ToCode(activations, batch.Count, Dimension, code, _scratch);
        code.CopyTo(batch.Codes);
    }

    public sealed override void ReportLoss(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace) =>
        batch.Loss.Set(LossTerm.Penalty, Penalty(batch, errors, workspace));

    public sealed override void AddRowNats(TrainingBatch batch)
    {
    }

    public sealed override void Backward(
        ReadOnlySpan<float> features,
        TrainingBatch batch,
        float noiseVariance,
        Span<float> gradient,
        GradientTarget featuresGradient,
        MatrixWorkspace workspace)
    {
        Span<float> activationGradient = _activationGradient.AsSpan(0, batch.Count * Dimension);
        float termWeight = batch.WeightOf(LossTerm.Penalty);
        for (int row = 0; row < batch.Count; row++)
        {
            float weight = termWeight * batch.WeightOf(row) / batch.Count;
            for (int unit = 0; unit < Dimension; unit++)
            {
                int i = (row * Dimension) + unit;
                activationGradient[i] = (CodeGradient(batch.Count)[i] + (weight * PenaltySlope(unit))) * CodeSlope(Code(batch.Count)[i]);
            }
        }

        AddGradient(batch, activationGradient, gradient, workspace);
        BackwardMean(features, batch, activationGradient, gradient, featuresGradient, workspace);
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

    /// <summary>Adds any other gradient of the penalty to those of the activations and parameters.</summary>
    protected virtual void AddGradient(TrainingBatch batch, Span<float> activationGradient, Span<float> gradient, MatrixWorkspace workspace)
    {
    }
}
