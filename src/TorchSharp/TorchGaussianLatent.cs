using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>The latent layer of a variational autoencoder: μ, log σ², and the sampler z = μ + σε.</summary>
internal sealed class TorchGaussianLatent(TorchParameters parameters, Variational kind, int dimension) : TorchLatent(parameters, 2 * dimension)
{
    /// <inheritdoc/>
    public override bool IsSampled => true;

    /// <inheritdoc/>
    public override TorchCode Forward(Tensor features, TorchBatch batch)
    {
        Tensor heads = Head(features);
        Tensor mean = AddLinearPath(heads.narrow(1, 0, dimension), batch);
        Tensor logVariance = heads.narrow(1, dimension, dimension);
        Tensor sample = mean + ((logVariance * 0.5f).exp() * batch.Noise!);
        Tensor divergences = UnitDivergences(mean, logVariance, batch);
        return new TorchCode(sample, mean)
        {
            UnitDivergences = divergences,
            ChargedDivergence = Charged(divergences, batch).sum(),
        };
    }

    /// <summary>½(−log σ² + σ² + μ² − 1) summed over the rows, in nats.</summary>
    private static Tensor UnitDivergences(Tensor mean, Tensor logVariance, TorchBatch batch)
    {
        Tensor divergences = logVariance.exp() - logVariance - 1f + (mean * mean);
        return (batch.Weights is null ? divergences : divergences * batch.Weights).sum(dim: 0) * 0.5f;
    }

    /// <summary>Every unit at its free bits at least: clamped, it has no slope below them.</summary>
    private Tensor Charged(Tensor divergences, TorchBatch batch) =>
        kind.FreeBits == 0 ? divergences : divergences.clamp_min(kind.FreeBits * batch.TotalWeight);
}
