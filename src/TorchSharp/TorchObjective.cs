using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>The loss that is minimised, and the terms that are reported.</summary>
internal sealed class TorchObjective
{
    /// <summary>Below this, in scaled units, rows are reconstructed to rounding.</summary>
    private const double LeastVariance = 1e-8;

    private readonly TorchReconstruction _reconstruction;
    private readonly float? _variance;
    private readonly TorchDeadUnits? _deadUnits;

    /// <exception cref="NotSupportedException">This engine does not know the reconstruction.</exception>
    public TorchObjective(TrainingRequest request, TorchNetwork network)
    {
        _reconstruction = new TorchReconstruction(request.Slots);
        _variance = GivenVariance(request.Options.Reconstruction);
        _deadUnits = request.Options.Kind is Sparse { Sparsity: TopK topK } ? new TorchDeadUnits(topK, network.CodeToOutput) : null;
    }

    /// <summary>The terms of the loss.</summary>
    public TorchTerms Terms(TorchForward forward, TorchBatch batch)
    {
        (Tensor? squaredError, Tensor? crossEntropy) = _reconstruction.Losses(forward.Output, batch);
        Tensor? penalty = _deadUnits is null
            ? forward.Code.Penalty
            : _deadUnits.Penalty(forward.Code.Activations!, () => _reconstruction.Errors(forward.Output, batch.Rows), batch);
        return new TorchTerms(forward.Code, squaredError, crossEntropy, penalty);
    }

    /// <summary>(squared error + 2v·(cross-entropy + λ·charged divergence) + penalty) / n, see <see cref="BatchLoss"/>.</summary>
    public Tensor MeanLoss(TorchTerms terms, TorchBatch batch, float klWeight)
    {
        Tensor? nats = Add(terms.CrossEntropy, terms.Code.ChargedDivergence is { } charged ? charged * klWeight : null);
        Tensor? weighed = nats is null ? null : Weigh(nats, terms.SquaredError, batch.ContinuousWeight);
        return Add(Add(terms.SquaredError, weighed), terms.Penalty)! / batch.Count;
    }

    private static float? GivenVariance(ReconstructionLoss reconstruction) => reconstruction switch
    {
        Gaussian gaussian => gaussian.Variance,
        Mixed mixed => mixed.Variance,
        Bernoulli => null,
        _ => throw Unknown.Option(nameof(AutoencoderOptions.Reconstruction), reconstruction.GetType().Name),
    };

    /// <summary>Nats times 2v, where a v that is the batch's own mean squared error is taken for a constant, and stays on the device.</summary>
    private Tensor Weigh(Tensor nats, Tensor? squaredError, double continuousWeight)
    {
        if (squaredError is null || continuousWeight == 0)
        {
            return nats;
        }

        return _variance is { } given
            ? nats * (2 * given)
            : nats * (squaredError.detach() / continuousWeight).clamp_min(LeastVariance) * 2f;
    }

    private static Tensor? Add(Tensor? left, Tensor? right) => left is null ? right : right is null ? left : left + right;
}
