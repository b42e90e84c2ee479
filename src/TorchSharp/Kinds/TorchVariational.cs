using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>The latent layer of a variational autoencoder: μ, log σ², and the sampler z = μ + σε.</summary>
internal sealed class TorchVariational(TorchParameters parameters, Variational kind)
    : TorchLatent(parameters, parameters.Layout.EncoderHeads)
{
    /// <inheritdoc/>
    public override bool IsSampled => true;

    /// <inheritdoc/>
    public override TorchCode Forward(Tensor features, TorchBatch batch)
    {
        Tensor heads = Heads(features);
        Tensor mean = AddSkip(heads.narrow(1, 0, Dimension), batch.Input);
        Tensor logVariance = Bounded(heads.narrow(1, Dimension, Dimension));
        Tensor sample = mean.Plus(logVariance.Times(0.5).exp() * batch.Noise!);
        Tensor divergences = Divergences(mean, logVariance);
        Tensor unitDivergences = (batch.Weights is null ? divergences : divergences * batch.Weights).sum(dim: 0);
        return new TorchCode(sample, mean) { UnitDivergences = unitDivergences, RowDivergences = divergences.sum(dim: 1) };
    }

    /// <inheritdoc/>
    public override Tensor Reported(Tensor features, Tensor input, TorchBatch batch) => AddSkip(Heads(features).narrow(1, 0, Dimension), input);

    /// <inheritdoc/>
    public override IEnumerable<TorchTerm> Terms(TorchCode code, Func<Tensor> errors, TorchBatch batch)
    {
        Tensor divergences = code.UnitDivergences!;
        yield return new TorchTerm(LossTerm.KlDivergence, divergences.sum(), Charged(divergences, batch).sum());
    }

    /// <summary>The bounds of <see cref="GaussianLatent.Bound"/>, which the gradient ignores.</summary>
    private static Tensor Bounded(Tensor logVariance)
    {
        Tensor values = logVariance.detach();
        Tensor bounded = values.AtLeast(GaussianLatent.MinLogVariance).AtMost(GaussianLatent.MaxLogVariance);
        return logVariance.Plus(bounded - values);
    }

    /// <summary>½(−log σ² + σ² + μ² − 1) in nats, <c>[n, q]</c>.</summary>
    private static Tensor Divergences(Tensor mean, Tensor logVariance) =>
        (logVariance.exp() - logVariance).Plus(-1).Plus(mean * mean).Times(0.5);

    /// <summary>The divergences, but at least the free bits for each unit: below them the clamp makes the gradient 0.</summary>
    private Tensor Charged(Tensor divergences, TorchBatch batch) =>
        kind.FreeBits == 0 ? divergences : divergences.AtLeast(kind.FreeBits * batch.TotalWeight);
}
