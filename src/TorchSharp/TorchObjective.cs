using static TorchSharp.torch;
using Reduction = TorchSharp.torch.nn.Reduction;

namespace MLNet.Autoencoder.Torch;

/// <summary>The loss that is minimised, and the terms that are reported.</summary>
internal sealed class TorchObjective
{
    private readonly float _klWeight;
    private readonly Func<Tensor, Tensor, Tensor> _reconstruction;

    /// <exception cref="NotSupportedException">This engine does not know the kind or the reconstruction.</exception>
    public TorchObjective(AutoencoderOptions options)
    {
        _klWeight = options.Kind is Variational variational
            ? variational.KlWeight
            : throw Unknown.Option(nameof(options.Kind), options.Kind.GetType().Name);
        _reconstruction = options.Reconstruction switch
        {
            ReconstructionLoss.Gaussian => static (output, rows) => nn.functional.mse_loss(output, rows, Reduction.Sum),
            ReconstructionLoss.Bernoulli => static (output, rows) =>
                nn.functional.binary_cross_entropy_with_logits(output, rows, reduction: Reduction.Sum),
            _ => throw Unknown.Option(nameof(options.Reconstruction), options.Reconstruction),
        };
    }

    /// <summary>The mean over the rows of reconstruction + λ·Σ(−log σ² + σ² + μ² − 1).</summary>
    public Tensor MeanLoss(TorchLoss loss, int rows) => (loss.Reconstruction + (loss.KlDivergence * (2f * _klWeight))) / rows;

    /// <summary>The terms, each summed over the rows.</summary>
    /// <param name="forward">What the network made of the rows.</param>
    /// <param name="rows">x, <c>[rows, d]</c>.</param>
    public TorchLoss Terms(TorchForward forward, Tensor rows) =>
        new(_reconstruction(forward.Output, rows), KlDivergence(forward.Mean, forward.LogVariance));

    /// <summary>½Σ(−log σ² + σ² + μ² − 1), in nats.</summary>
    private static Tensor KlDivergence(Tensor mean, Tensor logVariance) =>
        (logVariance.exp() - logVariance - 1f + (mean * mean)).sum() * 0.5f;
}
