using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>
/// What the rules have in common that are told how many units fire: nested codes, and a first part of the fit in which each row keeps its k largest
/// activations.
/// </summary>
internal abstract class TorchTargeted : TorchDictionary
{
    private readonly TorchMatryoshkaLoss _matryoshka;

    protected TorchTargeted(TorchParameters parameters, TargetedSparsity sparsity)
        : base(parameters, sparsity, sparsity.ActiveUnitsOf(parameters.Layout.Architecture.LatentDimension))
    {
        ActiveUnits = sparsity.ActiveUnitsOf(Dimension);
        _matryoshka = new TorchMatryoshkaLoss(Dictionary, sparsity.MatryoshkaLevels);
    }

    /// <summary>k.</summary>
    protected int ActiveUnits { get; }

    /// <summary>Whether codes are the k largest activations of each row, because the fit has not gone far enough for another rule.</summary>
    protected static bool IsWarmingUp(TorchBatch batch) => batch.IsTraining && batch.Progress < TargetedSparsity.WarmupShare;

    /// <summary>The k largest activations of each row, rectified, and 0 elsewhere, <c>[n, q]</c>.</summary>
    protected Tensor Largest(Tensor activations)
    {
        Tensor rectified = nn.functional.relu(activations);
        return rectified * TorchLargest.MaskPerRow(rectified, ActiveUnits);
    }

    /// <inheritdoc/>
    protected override Tensor? PenaltyOfRule(TorchCode code, Func<Tensor> errors, TorchBatch batch) => _matryoshka.Of(code.Values, errors, batch);
}
