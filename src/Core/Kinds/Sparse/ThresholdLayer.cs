using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// What the latent layers have in common whose served codes are the activations above a threshold. As long as no gradient moves thresholds, they follow
/// the smallest activation that is kept, as an exponential moving average over steps.
/// </summary>
internal abstract class ThresholdLayer : TargetedLayer
{
    private readonly ValuesAbove _above;
    private readonly ParameterTensor _tensor;
    private float _smallest = float.NaN;

    protected ThresholdLayer(NetworkParameters parameters, TargetedSparsity sparsity, int batchSize, ThreadTeam? threads)
        : base(parameters, sparsity, batchSize, threads)
    {
        _above = new ValuesAbove(threads);
        _tensor = parameters.Layout.Find(DictionaryDefinition.Threshold)!;
    }

    /// <summary>θ of each unit.</summary>
    protected Span<float> Thresholds => Parameters[_tensor];

    public sealed override void AverageOverRanks(Ranks ranks, double share)
    {
        // Without rows, there was no step that could have found a smallest activation.
        bool isFollowed = share > 0 && !float.IsNaN(_smallest);
        Span<double> sums = isFollowed ? [share * _smallest, share] : [0, 0];
        ranks.Sum(sums);
        _smallest = sums[1] > 0 ? (float)(sums[0] / sums[1]) : float.NaN;
    }

    public sealed override void FinishStep()
    {
        if (float.IsNaN(_smallest))
        {
            ThresholdRules.KeepPositive(Thresholds);
        }
        else
        {
            ThresholdRules.Follow(Thresholds, _smallest);
        }
    }

    protected sealed override void Select(ReadOnlySpan<float> activations, TrainingBatch batch)
    {
        _smallest = float.NaN;
        if (!IsTraining)
        {
            SelectAbove(activations, batch, Thresholds);
        }
        else if (IsWarmingUp(batch))
        {
            SelectLargest(activations, batch);
            _smallest = MeanOfSmallest();
        }
        else
        {
            _smallest = SelectTrained(activations, batch);
        }
    }

    /// <summary>Computes codes of training by the rule itself.</summary>
    /// <returns>The smallest activation that is kept, for thresholds to follow; NaN if they have a gradient.</returns>
    protected abstract float SelectTrained(ReadOnlySpan<float> activations, TrainingBatch batch);

    /// <summary>Computes codes of the activations above thresholds.</summary>
    protected void SelectAbove(ReadOnlySpan<float> activations, TrainingBatch batch, ReadOnlySpan<float> thresholds) =>
        _above.Select(activations, batch.Count, Dimension, thresholds, Codes);

    protected sealed override void BackwardThresholds(Span<float> gradient) => BackwardThresholds(gradient.Slice(_tensor.Offset, _tensor.Length), float.IsNaN(_smallest));

    /// <summary>Computes the gradient of the thresholds.</summary>
    /// <param name="gradient">Receives the gradient, <c>[q]</c>.</param>
    /// <param name="areTrained">Whether they have one in this batch; otherwise it is 0.</param>
    protected virtual void BackwardThresholds(Span<float> gradient, bool areTrained) => gradient.Clear();

    /// <summary>The mean over the rows of the smallest code.</summary>
    private float MeanOfSmallest()
    {
        double sum = 0;
        for (int row = 0; row < Codes.Rows; row++)
        {
            float smallest = float.PositiveInfinity;
            foreach (float code in Codes.Values[Codes.Starts[row]..Codes.Starts[row + 1]])
            {
                smallest = Math.Min(smallest, code);
            }

            sum += float.IsPositiveInfinity(smallest) ? 0 : smallest;
        }

        return (float)(sum / Codes.Rows);
    }
}
