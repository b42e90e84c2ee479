using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer whose codes are the activations above a threshold that each unit learns by straight-through gradients.</summary>
internal sealed class JumpReluLayer(NetworkParameters parameters, JumpRelu sparsity, int batchSize, ThreadTeam? threads)
    : ThresholdLayer(parameters, sparsity, batchSize, threads)
{
    private readonly float[] _lowest = new float[parameters.Architecture.LatentDimension];
    private readonly float[] _gradient = new float[parameters.Architecture.LatentDimension];

    // L₀/k − 1 and v of the batch.
    private double _excess;
    private double _scale;

    /// <summary>The entries include activations below the threshold that its gradient depends on; their codes are 0.</summary>
    protected override float SelectTrained(ReadOnlySpan<float> activations, TrainingBatch batch)
    {
        TensorPrimitives.Multiply(Thresholds, 1 - (0.5f * sparsity.Bandwidth), _lowest);
        SelectAbove(activations, batch, _lowest);
        Span<float> values = Codes.Values, thresholds = Thresholds;
        ReadOnlySpan<int> units = Codes.Indices;
        for (int e = 0; e < values.Length; e++)
        {
            values[e] = values[e] > thresholds[units[e]] ? values[e] : 0;
        }

        return float.NaN;
    }

    protected override void AddPenalties(TrainingBatch batch, ReadOnlySpan<float> errors, Span<double> penalties)
    {
        base.AddPenalties(batch, errors, penalties);
        double active = 0, squares = 0, weights = batch.TotalWeight;
        for (int row = 0; row < batch.Count; row++)
        {
            ReadOnlySpan<float> codes = Codes.Values[Codes.Starts[row]..Codes.Starts[row + 1]];
            active += batch.WeightOf(row) * (codes.Length - (double)codes.Count(0f));
            squares += batch.WeightOf(row) * Reductions.SumOfSquares(batch.Rows.Slice(row * batch.InputDimension, batch.InputDimension));
        }

        _excess = (active / weights / ActiveUnits) - 1;
        _scale = squares / weights;
        foreach (ref double penalty in penalties)
        {
            penalty += sparsity.Weight * _scale * _excess * _excess;
        }
    }

    protected override void ToActivationGradient(TrainingBatch batch, Span<float> codeGradient)
    {
        if (!IsWarmingUp(batch))
        {
            BackwardSteps(batch, codeGradient);
        }

        base.ToActivationGradient(batch, codeGradient);
    }

    protected override void BackwardThresholds(Span<float> gradient, bool areTrained)
    {
        if (areTrained)
        {
            _gradient.CopyTo(gradient);
        }
        else
        {
            gradient.Clear();
        }
    }

    /// <summary>Computes the gradient of the thresholds, and turns that of codes into that of activations, in place.</summary>
    private void BackwardSteps(TrainingBatch batch, Span<float> gradient)
    {
        Array.Clear(_gradient);
        ReadOnlySpan<float> thresholds = Thresholds, activations = Activations(batch.Count);
        ReadOnlySpan<int> units = Codes.Indices;
        float reciprocal = 1 / sparsity.Bandwidth;

        // The derivative of the penalty of all rows by L₀, per row.
        float penaltySlope = (float)(2 * sparsity.Weight * _scale * _excess / ActiveUnits);
        for (int row = 0; row < batch.Count; row++)
        {
            float slope = PenaltyWeight(batch, row) * penaltySlope;
            for (int e = Codes.Starts[row]; e < Codes.Starts[row + 1]; e++)
            {
                float activation = activations[(row * Dimension) + units[e]], threshold = thresholds[units[e]];
                if (Math.Abs(activation - threshold) < 0.5f * sparsity.Bandwidth * threshold)
                {
                    _gradient[units[e]] -= reciprocal * (gradient[e] + (slope / threshold));
                }

                gradient[e] = activation > threshold ? gradient[e] : 0;
            }
        }
    }
}
