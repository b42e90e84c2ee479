using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What the latent layers of <see cref="TopK"/> and <see cref="BatchTopK"/> have in common: dead units, and nested codes.</summary>
internal abstract class LargestActivationsLayer : SparseCodeLayer
{
    private readonly DeadUnitLoss? _deadUnits;
    private readonly MatryoshkaLoss? _matryoshka;
    private readonly SparseMatrix _gradientOfCodes = new();

    protected LargestActivationsLayer(NetworkParameters parameters, TopKSparsity sparsity, int batchSize, ThreadTeam? threads)
        : base(parameters, batchSize, threads)
    {
        _deadUnits = sparsity.AuxiliaryWeight > 0 ? new DeadUnitLoss(Decoder, sparsity, Dimension, batchSize, threads) : null;
        _matryoshka = sparsity.MatryoshkaLevels > 1 ? new MatryoshkaLoss(Decoder, sparsity.MatryoshkaLevels, Dimension, batchSize) : null;
    }

    protected sealed override double Penalty(TrainingBatch batch, ReadOnlySpan<float> errors) =>
        (_deadUnits?.Forward(batch, Activations(batch.Count), errors) ?? 0) + (_matryoshka?.Forward(batch, Codes, errors) ?? 0);

    protected sealed override void AddPenaltyGradient(TrainingBatch batch, Span<float> gradient, Span<float> codeGradient)
    {
        _matryoshka?.Backward(gradient, codeGradient);
        if (_deadUnits is { IsNeeded: true } loss)
        {
            loss.Backward(gradient);
        }
    }

    protected sealed override void ToActivationGradient(TrainingBatch batch, ReadOnlySpan<float> codeGradient)
    {
        SparseMatrix ofCodes = _deadUnits is { IsNeeded: true } ? _gradientOfCodes : ActivationGradient;
        ofCodes.Set(Dimension, Codes.Starts, Codes.Indices, codeGradient);
        if (_deadUnits is { IsNeeded: true } loss)
        {
            ActivationGradient.SetSum(ofCodes, loss.ActivationGradient);
        }
    }
}
