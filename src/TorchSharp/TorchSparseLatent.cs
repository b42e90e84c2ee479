using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>The latent layer of a sparse autoencoder: the head's output, made sparse.</summary>
internal sealed class TorchSparseLatent : TorchLatent
{
    // A mean of exactly 0 or 1 would cost infinitely much.
    private const float LeastActivation = 1e-6f;

    private readonly Sparsity _sparsity;
    private readonly int _dimension;

    /// <exception cref="NotSupportedException">This engine does not know the sparsity.</exception>
    public TorchSparseLatent(TorchParameters parameters, Sparsity sparsity, int dimension)
        : base(parameters, dimension)
    {
        _sparsity = sparsity is TopK or L1Penalty or KlSparsity ? sparsity : throw Unknown.Option(nameof(Sparsity), sparsity.GetType().Name);
        _dimension = dimension;
    }

    /// <inheritdoc/>
    public override TorchCode Forward(Tensor features, TorchBatch batch)
    {
        Tensor activations = AddLinearPath(Head(features), batch);
        Tensor code = _sparsity switch
        {
            KlSparsity => activations.sigmoid(),
            TopK topK => LargestOf(nn.functional.relu(activations), topK.ActiveUnitsOf(_dimension)),
            _ => nn.functional.relu(activations),
        };
        return new TorchCode(code, code) { Activations = activations, Penalty = Penalty(code, batch) };
    }

    /// <summary>1 at the largest values of each row, of equal ones those that come first, and 0 elsewhere; <c>[n, m]</c>.</summary>
    /// <remarks>Sorted, because the function that finds the largest alone makes no promise about equal ones.</remarks>
    public static Tensor MaskOfLargest(Tensor values, int count)
    {
        Tensor order = values.detach().sort(1, descending: true, stable: true).Indices;
        return zeros_like(values).scatter_(1, order.narrow(1, 0, count), ones_like(values));
    }

    private static Tensor LargestOf(Tensor code, int count) => code * MaskOfLargest(code, count);

    private Tensor? Penalty(Tensor code, TorchBatch batch) => _sparsity switch
    {
        L1Penalty l1 => TorchBatch.Sum(code, batch.Weights) * l1.Weight,
        KlSparsity kl => Divergence(code, batch, kl),
        _ => null,
    };

    /// <summary>Σ ρ log(ρ/ρ̂) + (1 − ρ) log((1 − ρ)/(1 − ρ̂)) over the units, for every row.</summary>
    private static Tensor Divergence(Tensor code, TorchBatch batch, KlSparsity sparsity)
    {
        Tensor mean = (batch.Weights is null ? code : code * batch.Weights).sum(dim: 0) / batch.TotalWeight;

        // The bounds change the value and not the slope: a unit beyond them has to find back.
        mean += (mean.clamp(LeastActivation, 1f - LeastActivation) - mean).detach();
        float target = sparsity.TargetActivation;
        Tensor divergence = ((mean / target).log() * -target) - (((1f - mean) / (1f - target)).log() * (1f - target));
        return divergence.sum() * (sparsity.Weight * batch.TotalWeight);
    }
}
