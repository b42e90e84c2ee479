using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests;

/// <summary>The loss of a batch as a comparable value: each term as a weighted sum over the rows.</summary>
internal sealed record LossValues
{
    public double SquaredError { get; init; }

    public double CrossEntropy { get; init; }

    public double KlDivergence { get; init; }

    /// <summary>The divergence, counting at least its free bits for every unit.</summary>
    public double ChargedDivergence { get; init; }

    public double Penalty { get; init; }

    public double LabelHead { get; init; }

    public double SupervisedContrastive { get; init; }

    public double RowContrast { get; init; }

    public double Weight { get; init; }

    public double ContinuousWeight { get; init; }

    public static LossValues Of(TrainingBatch batch) => new()
    {
        SquaredError = batch.Loss[LossTerm.SquaredError],
        CrossEntropy = batch.Loss[LossTerm.CrossEntropy],
        KlDivergence = batch.Loss[LossTerm.KlDivergence],
        ChargedDivergence = batch.Loss.Charged(LossTerm.KlDivergence),
        Penalty = batch.Loss[LossTerm.Penalty],
        LabelHead = batch.Loss[LossTerm.LabelHead],
        SupervisedContrastive = batch.Loss[LossTerm.SupervisedContrastive],
        RowContrast = batch.Loss[LossTerm.RowContrast],
        Weight = batch.TotalWeight,
        ContinuousWeight = batch.ContinuousWeight,
    };

    /// <summary>Writes the values to the terms of a batch loss.</summary>
    public void WriteTo(BatchLoss loss)
    {
        foreach (LossTerm term in loss.Terms)
        {
            loss.Set(term, this[term], term == LossTerm.KlDivergence ? ChargedDivergence : this[term]);
        }
    }

    public double this[LossTerm term] => term.Name switch
    {
        nameof(SquaredError) => SquaredError,
        nameof(CrossEntropy) => CrossEntropy,
        nameof(KlDivergence) => KlDivergence,
        nameof(Penalty) => Penalty,
        nameof(LabelHead) => LabelHead,
        nameof(SupervisedContrastive) => SupervisedContrastive,
        nameof(RowContrast) => RowContrast,
        _ => throw new ArgumentException($"The tests do not know the loss term {term.Name}.", nameof(term)),
    };
}

/// <summary>Steps and losses for tests.</summary>
internal static class LossExtensions
{
    /// <summary>The loss terms of a kind with a reconstruction and auxiliary losses.</summary>
    public static IReadOnlyList<LossTerm> Terms(
        this AutoencoderKind kind, ReconstructionLoss reconstruction, int dimension, IReadOnlyList<AuxiliaryLoss>? losses = null) =>
        new Objective(reconstruction, dimension, kind.Definition.Terms, [.. (losses ?? []).Select(loss => loss.Definition.Term)]).Terms;

    /// <summary>Sets the weight of the divergence, if the loss has one.</summary>
    public static TrainingBatch WithKlWeight(this TrainingBatch batch, float klWeight) => batch.WithWeight(LossTerm.KlDivergence, klWeight);

    /// <summary>Sets the weight of a term if the loss has it.</summary>
    public static TrainingBatch WithWeight(this TrainingBatch batch, LossTerm term, float weight)
    {
        if (batch.Loss.IndexOf(term) is var index and >= 0)
        {
            batch.TermWeightBuffer[index] = weight;
        }

        return batch;
    }

    /// <summary>Takes a step with a KL weight, and returns the loss before it.</summary>
    public static LossValues TrainBatch(this ITrainingSession session, TrainingBatch batch, float learningRate, float klWeight)
    {
        session.TrainBatch(batch.WithKlWeight(klWeight), learningRate);
        return LossValues.Of(batch);
    }

    /// <summary>Evaluates a batch and returns its loss.</summary>
    public static LossValues Evaluate(this ITrainingSession session, TrainingBatch batch)
    {
        session.EvaluateBatch(batch);
        return LossValues.Of(batch);
    }
}
