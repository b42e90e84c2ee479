using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Torch.Kinds;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>The loss that is minimized, and the terms that are reported.</summary>
/// <exception cref="NotSupportedException">This engine does not support the reconstruction.</exception>
internal sealed class TorchObjective(TrainingRequest request)
{
    private readonly TorchReconstruction _reconstruction = new(request.Slots);
    private readonly float? _variance = request.Options.Reconstruction.NoiseVariance;

    /// <summary>The loss terms.</summary>
    public TorchTerms Terms(TorchForward forward, TorchLatent latent, TorchBatch batch)
    {
        IEnumerable<TorchTerm> ofKind = latent.Terms(forward.Code, () => _reconstruction.Errors(forward.Output, batch), batch);
        return new TorchTerms(forward.Code, [.. _reconstruction.Terms(forward.Output, batch), .. ofKind]);
    }

    /// <summary>The mean loss of the batch, see <see cref="BatchLoss"/>.</summary>
    public Tensor MeanLoss(TorchTerms terms, TrainingBatch batch)
    {
        Tensor? squaredError = terms.Terms.FirstOrDefault(term => term.Term == LossTerm.SquaredError)?.Charged;
        Tensor? nats = Sum(terms, LossUnit.Nats, batch);
        Tensor? scaled = nats is null ? null : TimesTwoV(nats, squaredError, batch.ContinuousWeight);
        return Add(Sum(terms, LossUnit.SquaredError, batch), scaled)!.DividedBy(batch.Count);
    }

    /// <summary>The weighted sum of the terms measured in a unit; <see langword="null"/> if there are none.</summary>
    private static Tensor? Sum(TorchTerms terms, LossUnit unit, TrainingBatch batch)
    {
        Tensor? sum = null;
        foreach (TorchTerm term in terms.Terms.Where(term => term.Term.Unit == unit))
        {
            float weight = batch.WeightOf(term.Term);
            sum = Add(sum, weight == 1 ? term.Charged : term.Charged.Times(weight));
        }

        return sum;
    }

    /// <summary>Nats times 2v, see <see cref="NoiseVariance"/>. A v that is the mean squared error of the batch is a constant, and stays on the device.</summary>
    private Tensor TimesTwoV(Tensor nats, Tensor? squaredError, double continuousWeight)
    {
        if (squaredError is null || continuousWeight == 0)
        {
            return nats;
        }

        return _variance is { } given
            ? nats.Times(2 * given)
            : (nats * squaredError.detach().DividedBy(continuousWeight).AtLeast(NoiseVariance.Floor)).Times(2);
    }

    private static Tensor? Add(Tensor? left, Tensor? right) => left is null ? right : right is null ? left : left.Plus(right);
}
