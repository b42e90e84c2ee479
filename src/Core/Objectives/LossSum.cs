namespace MLNet.Autoencoder.Objectives;

/// <summary>The loss of several batches: those of an epoch, or of the validation rows.</summary>
internal sealed class LossSum(IReadOnlyList<LossTerm> terms)
{
    private readonly double[] _termWeights = new double[terms.Count];

    /// <summary>Each term, as a weighted sum over the rows.</summary>
    public BatchLoss Loss { get; } = new(terms);

    /// <summary>The number of rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>The sum of their weights.</summary>
    public double Weight { get; private set; }

    /// <summary>The weighted number of observed values in continuous slots.</summary>
    public double ContinuousWeight { get; private set; }

    /// <summary>The sum of the reconstruction terms, which is not finite after a step has diverged.</summary>
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

    /// <summary>The mean weight of each term over the rows.</summary>
    public float[] MeanTermWeights() => Array.ConvertAll(_termWeights, weight => (float)(weight / Rows));
}
