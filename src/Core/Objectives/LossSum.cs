using System.Numerics.Tensors;
using MLNet.Autoencoder.Communication;

namespace MLNet.Autoencoder.Objectives;

/// <summary>The loss of several batches: those of an epoch, or of the validation rows.</summary>
internal sealed class LossSum(IReadOnlyList<LossTerm> terms)
{
    private readonly double[] _termWeights = new double[terms.Count];

    // What ranks exchange: three sums, the weights of terms, and both sums of each term.
    private double[] _exchanged = [];

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

    /// <summary>Starts over.</summary>
    public void Clear()
    {
        Loss.Clear();
        Array.Clear(_termWeights);
        (Rows, Weight, ContinuousWeight) = (0, 0, 0);
    }

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

    /// <summary>Adds other batches.</summary>
    public void Add(LossSum other)
    {
        Loss.Add(other.Loss);
        Weight += other.Weight;
        ContinuousWeight += other.ContinuousWeight;
        Rows += other.Rows;
        TensorPrimitives.Add(_termWeights, other._termWeights, _termWeights);
    }

    /// <summary>Adds the batches of all ranks, in their order.</summary>
    public void AddRanks(Ranks ranks)
    {
        if (ranks.Size == 1)
        {
            return;
        }

        int terms = _termWeights.Length;
        _exchanged = _exchanged.Length > 0 ? _exchanged : new double[checked(3 + (3 * terms))];
        (_exchanged[0], _exchanged[1], _exchanged[2]) = (Weight, ContinuousWeight, Rows);
        _termWeights.CopyTo(_exchanged, 3);
        Loss.CopyTo(_exchanged.AsSpan(3 + terms));
        ranks.Sum(_exchanged);
        (Weight, ContinuousWeight, Rows) = (_exchanged[0], _exchanged[1], (long)_exchanged[2]);
        _exchanged.AsSpan(3, terms).CopyTo(_termWeights);
        Loss.CopyFrom(_exchanged.AsSpan(3 + terms));
    }

    /// <summary>The mean weight of each term over the rows.</summary>
    public float[] MeanTermWeights() => Array.ConvertAll(_termWeights, weight => (float)(weight / Rows));
}
