using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// The mean over the shorter of the nested codes of ‖x − x̂ₗ‖², where x̂ₗ is decoded from the first q/2ˡ units only (Bussmann et al., 2025).
/// </summary>
/// <remarks>
/// Each unit belongs to a range: the units that are in the code of level l, but not in that of level l + 1. The errors of level l are those of level l − 1
/// without what the units of range l − 1 contribute, so all levels together cost what decoding once costs.
/// What does not come from the dictionary, which is the bias and the output of hidden layers, is treated as a constant. For slots that are not continuous, the
/// errors are those of the reconstruction, and change with D·z as they would for a continuous slot.
/// </remarks>
internal sealed class MatryoshkaLoss
{
    private readonly SparseDecoder _decoder;
    private readonly int _dimension;

    // The codes of each range and their transposes; for each entry, which one of the whole code it is.
    private readonly SparseMatrix[] _ranges;
    private readonly SparseMatrix[] _transposed;
    private readonly int[][] _positions;

    // The errors of each level from 1 on, and later the gradient that reaches the range of that level, [batch, d].
    private readonly float[][] _errors;

    private float[] _entryGradient = [];

    /// <param name="decoder">The dictionary.</param>
    /// <param name="levels">The number of nested codes, 2 or more.</param>
    /// <param name="dimension">q.</param>
    /// <param name="batchSize">The maximum number of rows in a batch.</param>
    public MatryoshkaLoss(SparseDecoder decoder, int levels, int dimension, int batchSize)
    {
        _decoder = decoder;
        _dimension = dimension;
        _ranges = [.. Enumerable.Range(0, levels).Select(_ => new SparseMatrix())];
        _transposed = [.. _ranges.Select(_ => new SparseMatrix())];
        _positions = [.. _ranges.Select(_ => Array.Empty<int>())];
        _errors = [.. _ranges[1..].Select(_ => new float[checked(batchSize * decoder.OutputDimension)])];
    }

    /// <summary>Adds the loss of each row.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="codes">z, <c>[batch, q]</c>.</param>
    /// <param name="errors">x̂ − x, <c>[batch, d]</c>; 0 for missing values.</param>
    /// <param name="losses">The losses, without the weights of the rows, <c>[batch]</c>.</param>
    public void Forward(TrainingBatch batch, SparseMatrix codes, ReadOnlySpan<float> errors, Span<double> losses)
    {
        int length = batch.Count * batch.InputDimension;
        ReadOnlySpan<float> longer = errors[..length];
        for (int level = 0; level < _ranges.Length; level++)
        {
            SplitOff(codes, level);
            if (level > 0)
            {
                longer = _errors[level - 1].AsSpan(0, length);
                AddSquaredErrors(longer, batch.InputDimension, losses);
            }

            if (level < _errors.Length)
            {
                longer.CopyTo(_errors[level]);
                Without(batch, _ranges[level], _errors[level].AsSpan(0, length));
            }
        }

        ErrorsToGradient(batch, length);
    }

    /// <summary>Adds the gradient of this loss to those of the dictionary and of each entry of the codes.</summary>
    public void Backward(Span<float> gradient, Span<float> codeGradient)
    {
        for (int level = 1; level < _ranges.Length; level++)
        {
            SparseMatrix range = _ranges[level];
            range.TransposeTo(_transposed[level]);
            _decoder.BackwardParameters(_transposed[level], _errors[level - 1], gradient, accumulates: true);
            Span<float> entryGradient = ScratchBuffer.Of(ref _entryGradient, range.Count);
            _decoder.BackwardInput(range, _errors[level - 1], entryGradient);
            for (int e = 0; e < range.Count; e++)
            {
                codeGradient[_positions[level][e]] += entryGradient[e];
            }
        }
    }

    private void AddSquaredErrors(ReadOnlySpan<float> errors, int dimension, Span<double> losses)
    {
        for (int row = 0; row < losses.Length; row++)
        {
            losses[row] += Reductions.SumOfSquares(errors.Slice(row * dimension, dimension)) / _errors.Length;
        }
    }

    /// <summary>Removes from the errors x̂ − x what some units contribute to x̂.</summary>
    private void Without(TrainingBatch batch, SparseMatrix codes, Span<float> errors)
    {
        TensorPrimitives.Negate(codes.Values, codes.Values);
        _decoder.Add(codes, errors);
        TensorPrimitives.Negate(codes.Values, codes.Values);
        batch.ClearMissing(errors);
    }

    /// <summary>A unit is in the codes of all levels up to that of its range, so it has the sum of their gradients.</summary>
    private void ErrorsToGradient(TrainingBatch batch, int length)
    {
        int d = batch.InputDimension;
        float slope = 2 * batch.WeightOf(LossTerm.Penalty) / _errors.Length / batch.Count;
        for (int level = 0; level < _errors.Length; level++)
        {
            for (int row = 0; row < batch.Count; row++)
            {
                Span<float> errors = _errors[level].AsSpan(row * d, d);
                TensorPrimitives.Multiply(errors, slope * batch.WeightOf(row), errors);
            }

            if (level > 0)
            {
                Span<float> errors = _errors[level].AsSpan(0, length);
                TensorPrimitives.Add(errors, _errors[level - 1].AsSpan(0, length), errors);
            }
        }
    }

    /// <summary>Copies the entries of the units of a range.</summary>
    private void SplitOff(SparseMatrix codes, int level)
    {
        int first = level == _ranges.Length - 1 ? 0 : _dimension >> (level + 1), end = _dimension >> level;
        SparseMatrix range = _ranges[level];
        range.Resize(codes.Rows, _dimension);
        ReadOnlySpan<int> starts = codes.Starts, units = codes.Indices;
        for (int row = 0; row < codes.Rows; row++)
        {
            range.RowCounts[row] = 0;
            foreach (int unit in units[starts[row]..starts[row + 1]])
            {
                range.RowCounts[row] += unit >= first && unit < end ? 1 : 0;
            }
        }

        range.AllocateRows();
        if (_positions[level].Length < range.Count)
        {
            _positions[level] = new int[codes.Count];
        }

        for (int e = 0, target = 0; e < codes.Count; e++)
        {
            if (units[e] >= first && units[e] < end)
            {
                range.IndexBuffer[target] = units[e];
                range.ValueBuffer[target] = codes.Values[e];
                _positions[level][target++] = e;
            }
        }
    }
}
