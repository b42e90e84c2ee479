using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Reconstruction;

/// <summary>
/// How far reconstructions are from their rows: the squared error Σ(x̂ − x)² of continuous slots, the cross-entropy
/// −x log x̂ − (1 − x) log(1 − x̂) of binary ones, and −Σ x log x̂ of one-hot groups; with the gradient of it all.
/// </summary>
internal sealed class ReconstructionTerm
{
    private readonly SlotRange[] _slots;
    private readonly int _dimension;

    public ReconstructionTerm(ReconstructionLoss loss, int dimension)
    {
        _slots = [.. loss.SlotsOf(dimension)];
        _dimension = dimension;
        ContinuousSlots = _slots.Sum(range => range.Kind == SlotKind.Continuous ? range.Count : 0);
        HasCategorical = _slots.Any(range => range.Kind != SlotKind.Continuous);
    }

    /// <summary>Whether there are slots with a squared error.</summary>
    public bool HasContinuous => ContinuousSlots > 0;

    /// <summary>How many they are.</summary>
    public int ContinuousSlots { get; }

    /// <summary>Whether there are slots with a cross-entropy.</summary>
    public bool HasCategorical { get; }

    /// <summary>The errors of some rows and what they come to.</summary>
    /// <param name="batch">The rows, with their weights and what of them was observed.</param>
    /// <param name="output">a, what the decoder gave, <c>[count, d]</c>.</param>
    /// <param name="errors">Receives x̂ − x, and 0 where nothing was observed.</param>
    /// <param name="scratch">Room for as many values; not touched where all slots are continuous.</param>
    /// <returns>The squared error and the cross-entropy in nats, each summed over the rows by weight.</returns>
    public (double SquaredError, double CrossEntropy) Errors(
        BatchRows batch, ReadOnlySpan<float> output, Span<float> errors, Span<float> scratch)
    {
        OutputActivation.Forward(_slots, output, batch.Count, errors);
        if (HasCategorical)
        {
            CrossEntropies(batch, output, errors, scratch);
        }

        SubtractRows(batch, errors);
        double squaredError = HasContinuous ? SquaredError(batch, errors) : 0;
        return (squaredError, HasCategorical ? WeighedSum(batch, scratch) : 0);
    }

    /// <summary>Makes the gradient of the batch's mean loss from the errors.</summary>
    /// <param name="batch">Rows of the batch.</param>
    /// <param name="batchSize">n, the rows of all of it.</param>
    /// <param name="noiseVariance">v: a cross-entropy counts 2v times against a squared error.</param>
    /// <param name="errors">x̂ − x; becomes 2(x̂ − x)/n in continuous slots and 2v(x̂ − x)/n in the others, times the weight of the row.</param>
    public void ErrorsToGradient(BatchRows batch, int batchSize, double noiseVariance, Span<float> errors)
    {
        float continuous = 2f / batchSize;
        float categorical = (float)(2 * noiseVariance / batchSize);
        if (batch.Weights.IsEmpty && _slots.Length == 1)
        {
            TensorPrimitives.Multiply(errors, HasContinuous ? continuous : categorical, errors);
            return;
        }

        for (int row = 0; row < batch.Count; row++)
        {
            float weight = batch.WeightOf(row);
            foreach (SlotRange range in _slots)
            {
                Span<float> values = errors.Slice((row * _dimension) + range.Start, range.Count);
                TensorPrimitives.Multiply(values, weight * (range.Kind == SlotKind.Continuous ? continuous : categorical), values);
            }
        }
    }

    /// <summary>The cross-entropy of every categorical slot, and 0 in continuous ones.</summary>
    private void CrossEntropies(BatchRows batch, ReadOnlySpan<float> output, ReadOnlySpan<float> reconstruction, Span<float> scratch)
    {
        // With m the largest a of a group, log Σ exp(a − m) = −log max x̂; and log(1 + e^−|a|) = −log max(x̂, 1 − x̂). Neither overflows.
        scratch.Fill(1);
        for (int row = 0; row < batch.Count; row++)
        {
            foreach (SlotRange range in _slots)
            {
                int start = (row * _dimension) + range.Start;
                Likeliest(range.Kind, reconstruction.Slice(start, range.Count), scratch.Slice(start, range.Count));
            }
        }

        ElementWise.Log(scratch, scratch);
        for (int row = 0; row < batch.Count; row++)
        {
            foreach (SlotRange range in _slots)
            {
                int start = (row * _dimension) + range.Start;
                Finish(range.Kind, output.Slice(start, range.Count), batch.Rows.Slice(start, range.Count), scratch.Slice(start, range.Count));
            }
        }

        if (!batch.Observed.IsEmpty)
        {
            TensorPrimitives.Multiply(scratch, batch.Observed, scratch);
        }
    }

    /// <summary>The probability of the likeliest value.</summary>
    private static void Likeliest(SlotKind kind, ReadOnlySpan<float> probabilities, Span<float> likeliest)
    {
        switch (kind)
        {
            case SlotKind.OneHot:
                likeliest.Fill(TensorPrimitives.Max(probabilities));
                break;
            case SlotKind.Binary:
                for (int j = 0; j < likeliest.Length; j++)
                {
                    likeliest[j] = Math.Max(probabilities[j], 1 - probabilities[j]);
                }

                break;
        }
    }

    private static void Finish(SlotKind kind, ReadOnlySpan<float> output, ReadOnlySpan<float> row, Span<float> logs)
    {
        switch (kind)
        {
            case SlotKind.Continuous:
                logs.Clear();
                break;
            case SlotKind.Binary:
                for (int j = 0; j < logs.Length; j++)
                {
                    logs[j] = Math.Max(output[j], 0) - (output[j] * row[j]) - logs[j];
                }

                break;
            default:
                float largest = TensorPrimitives.Max(output);
                for (int j = 0; j < logs.Length; j++)
                {
                    logs[j] = row[j] * (largest - output[j] - logs[j]);
                }

                break;
        }
    }

    /// <summary>
    /// From x̂ to o·(x̂ − x), with o = 1 for what was observed. A group of m = Σ o·x, which is 1 but where its category is unknown or missing, is
    /// m·x̂ − o·x: the derivative of −Σ o·x log x̂.
    /// </summary>
    private void SubtractRows(BatchRows batch, Span<float> values)
    {
        if (!HasCategorical)
        {
            TensorPrimitives.Subtract(values, batch.Rows, values);
            if (!batch.Observed.IsEmpty)
            {
                TensorPrimitives.Multiply(values, batch.Observed, values);
            }

            return;
        }

        for (int start = 0; start < values.Length; start += _dimension)
        {
            foreach (SlotRange range in _slots)
            {
                int first = start + range.Start;
                ReadOnlySpan<float> observed = batch.Observed.IsEmpty ? [] : batch.Observed.Slice(first, range.Count);
                SubtractRange(range.Kind, batch.Rows.Slice(first, range.Count), observed, values.Slice(first, range.Count));
            }
        }
    }

    private static void SubtractRange(SlotKind kind, ReadOnlySpan<float> row, ReadOnlySpan<float> observed, Span<float> values)
    {
        float mass = 0;
        for (int j = 0; j < row.Length; j++)
        {
            mass += row[j] * (observed.IsEmpty ? 1 : observed[j]);
        }

        for (int j = 0; j < row.Length; j++)
        {
            float seen = observed.IsEmpty ? 1 : observed[j];
            values[j] = ((kind == SlotKind.OneHot ? mass : seen) * values[j]) - (seen * row[j]);
        }
    }

    private double SquaredError(BatchRows batch, ReadOnlySpan<float> errors)
    {
        if (batch.Weights.IsEmpty && !HasCategorical)
        {
            return Reductions.SumOfSquares(errors);
        }

        double sum = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            double rowSum = 0;
            foreach (SlotRange range in _slots)
            {
                rowSum += range.Kind == SlotKind.Continuous
                    ? Reductions.SumOfSquares(errors.Slice((row * _dimension) + range.Start, range.Count))
                    : 0;
            }

            sum += rowSum * batch.WeightOf(row);
        }

        return sum;
    }

    private double WeighedSum(BatchRows batch, ReadOnlySpan<float> losses)
    {
        if (batch.Weights.IsEmpty)
        {
            return Reductions.Sum(losses);
        }

        double sum = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            sum += Reductions.Sum(losses.Slice(row * _dimension, _dimension)) * batch.Weights[row];
        }

        return sum;
    }
}
