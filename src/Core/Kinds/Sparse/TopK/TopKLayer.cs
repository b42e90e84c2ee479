using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer whose codes are the k largest activations; dead units are trained to explain the error.</summary>
internal sealed class TopKLayer(NetworkParameters parameters, SparseDefinition definition, TopK sparsity, int batchSize)
    : SparseLatentLayer(parameters, definition, batchSize)
{
    private readonly DeadUnitLoss? _deadUnits = sparsity.AuxiliaryWeight > 0 ? new DeadUnitLoss(parameters, sparsity, batchSize) : null;

    protected override double Penalty(TrainingBatch batch, ReadOnlySpan<float> errors, MatrixWorkspace workspace) =>
        _deadUnits?.Forward(batch, Activations(batch.Count), errors, workspace) ?? 0;

    protected override float PenaltySlope(int unit) => 0;

    protected override float CodeSlope(float z) => z > 0 ? 1 : 0;

    protected override void AddActivationGradient(Span<float> activationGradient, RowBlock rows, MatrixWorkspace workspace) =>
        _deadUnits?.AddActivationGradient(activationGradient, rows, workspace);

    protected override void AddParameterGradient(Span<float> gradient, RowBlock rows, MatrixWorkspace workspace) =>
        _deadUnits?.AddParameterGradient(gradient, rows, workspace);
}
