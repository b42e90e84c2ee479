using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer whose codes are the activations above a threshold that each unit learns by straight-through gradients.</summary>
internal sealed class JumpReluLayer(NetworkParameters parameters, JumpRelu sparsity, int targetActiveUnits, int batchSize, ThreadTeam? threads)
    : SparseCodeLayer(parameters, batchSize, threads)
{
    private readonly ValuesAbove _above = new(threads);
    private readonly ParameterTensor _threshold = parameters.Layout.Find(DictionaryDefinition.Threshold)!;
    private readonly float[] _lowest = new float[parameters.Architecture.LatentDimension];
    private readonly float[] _thresholdGradient = new float[parameters.Architecture.LatentDimension];

    // L₀/k − 1 and v of the batch.
    private double _excess;
    private double _scale;

    private ReadOnlySpan<float> Thresholds => Parameters[_threshold];

    public override void FinishStep()
    {
        base.FinishStep();
        TensorPrimitives.Max(Thresholds, JumpRelu.MinThreshold, Parameters[_threshold]);
    }

    /// <summary>In training, the entries include activations below the threshold that its gradient depends on; their codes are 0.</summary>
    protected override void Select(ReadOnlySpan<float> activations, int count)
    {
        ReadOnlySpan<float> thresholds = Thresholds;
        TensorPrimitives.Multiply(thresholds, IsTraining ? 1 - (0.5f * sparsity.Bandwidth) : 1, _lowest);
        _above.Select(activations, count, Dimension, _lowest, Codes);
        Span<float> values = Codes.Values;
        ReadOnlySpan<int> units = Codes.Indices;
        for (int e = 0; e < values.Length; e++)
        {
            values[e] = values[e] > thresholds[units[e]] ? values[e] : 0;
        }
    }

    protected override double Penalty(TrainingBatch batch, ReadOnlySpan<float> errors)
    {
        double active = 0, squares = 0, weights = batch.TotalWeight;
        for (int row = 0; row < batch.Count; row++)
        {
            ReadOnlySpan<float> codes = Codes.Values[Codes.Starts[row]..Codes.Starts[row + 1]];
            active += batch.WeightOf(row) * (codes.Length - (double)codes.Count(0f));
            squares += batch.WeightOf(row) * Reductions.SumOfSquares(batch.Rows.Slice(row * batch.InputDimension, batch.InputDimension));
        }

        _excess = (active / weights / targetActiveUnits) - 1;
        _scale = squares / weights;
        return weights * sparsity.Weight * _scale * _excess * _excess;
    }

    protected override void ToActivationGradient(TrainingBatch batch, ReadOnlySpan<float> codeGradient)
    {
        SetActivationGradient(codeGradient);
        Array.Clear(_thresholdGradient);
        ReadOnlySpan<float> thresholds = Thresholds, activations = Activations(batch.Count);
        ReadOnlySpan<int> units = Codes.Indices;
        float reciprocal = 1 / sparsity.Bandwidth;

        // The derivative of the penalty of all rows by L₀, per row.
        float penaltySlope = (float)(2 * sparsity.Weight * _scale * _excess / targetActiveUnits);
        for (int row = 0; row < batch.Count; row++)
        {
            float slope = PenaltyWeight(batch, row) * penaltySlope;
            for (int e = Codes.Starts[row]; e < Codes.Starts[row + 1]; e++)
            {
                float activation = activations[(row * Dimension) + units[e]], threshold = thresholds[units[e]];
                bool fires = activation > threshold;
                if (Math.Abs(activation - threshold) < 0.5f * sparsity.Bandwidth * threshold)
                {
                    _thresholdGradient[units[e]] -= reciprocal * (codeGradient[e] + (slope / threshold));
                }

                ActivationGradient.Values[e] = fires ? codeGradient[e] : 0;
            }
        }
    }

    protected override void BackwardThresholds(Span<float> gradient) => _thresholdGradient.CopyTo(gradient[_threshold.Offset..]);
}
