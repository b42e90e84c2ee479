using MLNet.Autoencoder.Torch.AuxiliaryLosses;
using MLNet.Autoencoder.Torch.Kinds;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>The loss that is minimized, and the terms that are reported.</summary>
/// <param name="request">The fit.</param>
/// <param name="parameters">The parameters.</param>
/// <exception cref="NotSupportedException">This engine does not support the reconstruction or an auxiliary loss.</exception>
internal sealed class TorchObjective(TrainingRequest request, TorchParameters parameters)
{
    private readonly TorchReconstruction _reconstruction = new(request.Slots);
    private readonly TorchAuxiliaryLoss[] _auxiliaryLosses =
        [.. request.AuxiliaryLosses.Select(loss => TorchAuxiliaryLosses.Create(loss, request.Labels, parameters))];

    /// <summary>The loss terms.</summary>
    public TorchTerms Terms(TorchForward forward, TorchLatent latent, TorchBatch batch)
    {
        IEnumerable<TorchTerm> ofKind = latent.Terms(forward.Code, () => _reconstruction.Errors(forward.Output, batch), batch);
        IEnumerable<TorchTerm> auxiliary = _auxiliaryLosses.Select(loss => loss.Term(forward.Code.Reported, forward.ViewCodes, batch));
        return new TorchTerms(forward.Code, [.. _reconstruction.Terms(forward.Output, batch), .. ofKind, .. auxiliary], forward.Output);
    }

    /// <summary>The mean loss of the batch, see <see cref="BatchLoss"/>.</summary>
    public static Tensor MeanLoss(TorchTerms terms, TrainingBatch batch)
    {
        Tensor? nats = Total(terms, LossUnit.Nats, batch);
        Tensor? scaled = nats?.Times((float)(2 * batch.NoiseVariance));
        return TorchScalars.Sum(Total(terms, LossUnit.SquaredError, batch), scaled)!.DividedBy(batch.Count);
    }

    /// <summary>Writes the loss of each row to the batch.</summary>
    public void ReportRows(TorchTerms terms, TorchBatch onDevice, TrainingBatch batch)
    {
        (Tensor? squaredErrors, Tensor? crossEntropies) = _reconstruction.RowLosses(terms.Output, onDevice);
        Write(squaredErrors, batch.RowSquaredErrors);
        Tensor? penalties = null, nats = TorchScalars.Sum(crossEntropies, terms.Code.RowDivergences?.Times(batch.WeightOf(LossTerm.KlDivergence)));
        foreach (TorchTerm term in terms.Terms)
        {
            if (term.Term.Unit == LossUnit.Nats)
            {
                nats = TorchScalars.Sum(nats, term.RowLosses?.Times(batch.WeightOf(term.Term)));
            }
            else
            {
                penalties = TorchScalars.Sum(penalties, term.RowLosses);
            }
        }

        Write(penalties, batch.RowPenalties);
        Write(nats, batch.RowNats);
    }

    private static void Write(Tensor? values, Span<float> target)
    {
        target.Clear();
        if (values is not null)
        {
            TorchMemory.ToManaged(values, target);
        }
    }

    /// <summary>The weighted sum of the terms measured in a unit; <see langword="null"/> if there are none.</summary>
    private static Tensor? Total(TorchTerms terms, LossUnit unit, TrainingBatch batch)
    {
        Tensor? sum = null;
        foreach (TorchTerm term in terms.Terms.Where(term => term.Term.Unit == unit))
        {
            float weight = batch.WeightOf(term.Term);
            sum = TorchScalars.Sum(sum, weight == 1 ? term.Charged : term.Charged.Times(weight));
        }

        return sum;
    }
}
