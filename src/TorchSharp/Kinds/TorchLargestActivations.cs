using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>What the codes of <see cref="TopK"/> and <see cref="BatchTopK"/> have in common: dead units, and nested codes.</summary>
internal abstract class TorchLargestActivations : TorchDictionary
{
    private readonly TorchDeadUnitLoss _deadUnits;
    private readonly TorchMatryoshkaLoss _matryoshka;

    protected TorchLargestActivations(TorchParameters parameters, TopKSparsity sparsity)
        : base(parameters)
    {
        ActiveUnits = sparsity.ActiveUnitsOf(Dimension);
        _deadUnits = new TorchDeadUnitLoss(Dictionary, sparsity);
        _matryoshka = new TorchMatryoshkaLoss(Dictionary, sparsity.MatryoshkaLevels);
    }

    /// <summary>k.</summary>
    protected int ActiveUnits { get; }

    /// <inheritdoc/>
    protected override Tensor? Penalty(TorchCode code, Func<Tensor> errors, TorchBatch batch)
    {
        Tensor? revival = _deadUnits.Of(code.Activations!, errors, batch), shorter = _matryoshka.Of(code.Values, errors, batch);
        return revival is not null && shorter is not null ? revival.Plus(shorter) : revival ?? shorter;
    }
}
