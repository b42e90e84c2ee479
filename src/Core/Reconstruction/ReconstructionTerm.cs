using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Reconstruction;

/// <summary>
/// The reconstruction loss of rows, and its gradient: the squared error Σ(x̂ − x)² of continuous slots, the cross-entropy
/// −x log x̂ − (1 − x) log(1 − x̂) of binary slots, and −Σ x log x̂ of one-hot groups.
/// </summary>
internal sealed class ReconstructionTerm
{
    private readonly SlotRange[] _slots;
    private readonly int _dimension;

    public ReconstructionTerm(ReconstructionLoss loss, int dimension)
    {
        _slots = [.. loss.SlotsOf(dimension)];
        _dimension = dimension;
        ContinuousSlots = _slots.Sum(range => range.Definition.IsContinuous ? range.Count : 0);
        HasCategorical = _slots.Any(range => !range.Definition.IsContinuous);
    }

    /// <summary>Whether there are slots with a squared error.</summary>
    public bool HasContinuous => ContinuousSlots > 0;

    /// <summary>The number of slots with a squared error.</summary>
    public int ContinuousSlots { get; }

    /// <summary>Whether there are slots with a cross-entropy.</summary>
    public bool HasCategorical { get; }

    /// <summary>Computes the errors of consecutive rows and their loss.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="output">a, the decoder's output, <c>[count, d]</c>.</param>
    /// <param name="errors">Receives x̂ − x, and 0 for missing values, <c>[count, d]</c>.</param>
    /// <param name="scratch">A buffer of the same length; unused if all slots are continuous.</param>
    /// <returns>The squared error and the cross-entropy in nats, each as a weighted sum over the rows.</returns>
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
        return (squaredError, HasCategorical ? WeightedSum(batch, scratch) : 0);
    }

    /// <summary>Computes the loss of each row, without its weight.</summary>
    /// <param name="errors">What <see cref="Errors"/> wrote, <c>[count, d]</c>.</param>
    /// <param name="crossEntropies">What it wrote to its scratch buffer.</param>
    /// <param name="squaredErrors">Receives the squared errors, <c>[count]</c>.</param>
    /// <param name="nats">Receives the cross-entropies, <c>[count]</c>.</param>
    public void RowLosses(ReadOnlySpan<float> errors, ReadOnlySpan<float> crossEntropies, Span<float> squaredErrors, Span<float> nats)
    {
        for (int row = 0; row < nats.Length; row++)
        {
            squaredErrors[row] = (float)SquaredErrorOf(errors.Slice(row * _dimension, _dimension));
            nats[row] = HasCategorical ? (float)Reductions.Sum(crossEntropies.Slice(row * _dimension, _dimension)) : 0;
        }
    }

    /// <summary>Turns errors into the gradient of the batch's mean loss.</summary>
    /// <param name="batch">Consecutive rows of the batch.</param>
    /// <param name="batchSize">n, the number of rows in the whole batch.</param>
    /// <param name="noiseVariance">v: a cross-entropy is multiplied by 2v.</param>
    /// <param name="errors">x̂ − x; receives 2(x̂ − x)/n in continuous slots and 2v(x̂ − x)/n in the others, times the weight of the row.</param>
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
                TensorPrimitives.Multiply(values, weight * (range.Definition.IsContinuous ? continuous : categorical), values);
            }
        }
    }

    /// <summary>Computes the cross-entropy of every categorical slot, and 0 for continuous slots.</summary>
    private void CrossEntropies(BatchRows batch, ReadOnlySpan<float> output, ReadOnlySpan<float> reconstruction, Span<float> scratch)
    {
        // All logarithms are computed in one pass, between the two halves of each slot's cross-entropy.
        scratch.Fill(1);
        for (int row = 0; row < batch.Count; row++)
        {
            foreach (SlotRange range in _slots)
            {
                int start = (row * _dimension) + range.Start;
                range.Definition.MaxProbabilities(reconstruction.Slice(start, range.Count), scratch.Slice(start, range.Count));
            }
        }

        ElementWise.Log(scratch, scratch);
        for (int row = 0; row < batch.Count; row++)
        {
            foreach (SlotRange range in _slots)
            {
                int start = (row * _dimension) + range.Start;
                range.Definition.CrossEntropy(output.Slice(start, range.Count), batch.Rows.Slice(start, range.Count), scratch.Slice(start, range.Count));
            }
        }

        if (!batch.Observed.IsEmpty)
        {
            TensorPrimitives.Multiply(scratch, batch.Observed, scratch);
        }
    }

    /// <summary>Turns x̂ into errors, see <see cref="SlotDefinition.SubtractRow"/>.</summary>
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
                range.Definition.SubtractRow(batch.Rows.Slice(first, range.Count), observed, values.Slice(first, range.Count));
            }
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
            sum += SquaredErrorOf(errors.Slice(row * _dimension, _dimension)) * batch.WeightOf(row);
        }

        return sum;
    }

    /// <summary>The squared error of one row.</summary>
    private double SquaredErrorOf(ReadOnlySpan<float> errors)
    {
        double sum = 0;
        foreach (SlotRange range in _slots)
        {
            sum += range.Definition.IsContinuous ? Reductions.SumOfSquares(errors.Slice(range.Start, range.Count)) : 0;
        }

        return sum;
    }

    private double WeightedSum(BatchRows batch, ReadOnlySpan<float> losses)
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
