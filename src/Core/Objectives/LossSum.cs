namespace MLNet.Autoencoder.Objectives;

/// <summary>The loss of batch after batch, as it adds up over an epoch or over the validation rows.</summary>
internal sealed class LossSum(IReadOnlyList<LossTerm> terms)
{
    private readonly double[] _termWeights = new double[terms.Count];

    /// <summary>Each term, summed over the rows by weight.</summary>
    public BatchLoss Loss { get; } = new(terms);

    /// <summary>The rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>The sum of their weights.</summary>
    public double Weight { get; private set; }

    /// <summary>How many observed values they have in continuous slots, by weight.</summary>
    public double ContinuousWeight { get; private set; }

    /// <summary>The reconstruction terms: not finite once a step has diverged.</summary>
    public double Reconstruction => Loss[LossTerm.SquaredError] + Loss[LossTerm.CrossEntropy];

    /// <summary>Adds a batch.</summary>
    public void Add(TrainingBatch batch)
    {
        Loss.Add(batch.Loss);
        Weight += batch.TotalWeight;
        ContinuousWeight += batch.ContinuousWeight;
        Rows += batch.Count;
        for (int i = 0; i < _termWeights.Length; i++)
        {
            _termWeights[i] += (double)batch.TermWeights[i] * batch.Count;
        }
    }

    /// <summary>The weight of each term as a mean over the rows.</summary>
    public float[] MeanTermWeights() => Array.ConvertAll(_termWeights, weight => (float)(weight / Rows));
}
