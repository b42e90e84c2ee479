using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// The latent layer whose codes are the largest activations of a whole batch. The threshold that a served model needs follows the smallest of them, as an
/// exponential moving average over steps.
/// </summary>
internal sealed class BatchTopKLayer(NetworkParameters parameters, BatchTopK sparsity, int batchSize, ThreadTeam? threads)
    : LargestActivationsLayer(parameters, sparsity, batchSize, threads)
{
    private readonly LargestOverall _largest = new(threads);
    private readonly ValuesAbove _above = new(threads);
    private readonly ParameterTensor _threshold = parameters.Layout.Find(DictionaryDefinition.Threshold)!;
    private readonly int _activeUnits = sparsity.ActiveUnitsOf(parameters.Architecture.LatentDimension);
    private float _smallest;

    public override void FinishStep()
    {
        base.FinishStep();
        Span<float> threshold = Parameters[_threshold];
        float next = threshold[0] + (BatchTopK.ThresholdRate * (_smallest - threshold[0]));
        threshold.Fill(threshold[0] == 0 ? _smallest : next);
    }

    protected override void Select(ReadOnlySpan<float> activations, int count)
    {
        if (IsTraining)
        {
            _smallest = _largest.Select(activations, count, Dimension, checked(count * _activeUnits), Codes);
        }
        else
        {
            _above.Select(activations, count, Dimension, Parameters[_threshold][0], Codes);
        }
    }

    /// <summary>No gradient reaches the threshold.</summary>
    protected override void BackwardThresholds(Span<float> gradient) => gradient.Slice(_threshold.Offset, _threshold.Length).Clear();
}
