namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Selects the largest positive values of a whole dense matrix. Of equal values, those that come first in row-major order are selected. NaN is never
/// selected.
/// </summary>
/// <param name="threads">The threads; <see langword="null"/> to use only the caller's.</param>
/// <remarks>
/// Only values that reach a bound are collected and ranked. The bound is guessed from the previous selection, and lowered if too few values reach it, so
/// the guess affects the time but not the result.
/// </remarks>
internal sealed unsafe class LargestOverall(ThreadTeam? threads)
{
    // Consecutive batches of a fit differ less than this.
    private const float GuessFactor = 0.9f;

    private const float LowerFactor = 0.5f;

    // Then all positive values are collected.
    private const int MaxGuesses = 3;

    private readonly FilteredRows<AtLeast> _filter = new(threads);
    private readonly SparseMatrix _candidates = new();
    private float[] _ranked = [];
    private float _guess = float.Epsilon;

    /// <summary>Selects the largest positive values, or all positive values if there are fewer, and returns the smallest that was selected; 0 if none.</summary>
    /// <param name="values">The matrix [m, n].</param>
    /// <param name="m">The number of rows.</param>
    /// <param name="n">The number of columns.</param>
    /// <param name="count">The most values to select.</param>
    /// <param name="result">Receives the values [m, n], in index order.</param>
    public float Select(ReadOnlySpan<float> values, int m, int n, int count, SparseMatrix result)
    {
        KernelGuard.Matrix(values.Length, m, n, nameof(values));
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0)
        {
            result.Resize(m, n);
            return 0;
        }

        Collect(values, m, n, count);
        int selected = Math.Min(count, _candidates.Count);
        float smallest = selected == 0 ? 0 : RankOf(selected);
        Keep(smallest, selected, result);
        _guess = Math.Max(float.Epsilon, GuessFactor * smallest);
        return smallest;
    }

    /// <summary>Collects at least as many of the largest values as are selected, or all positive values.</summary>
    private void Collect(ReadOnlySpan<float> values, int m, int n, int count)
    {
        fixed (float* start = values)
        {
            float bound = _guess;
            long found = _filter.Count(start, m, n, new AtLeast(bound), _candidates);
            for (int guesses = 1; found < count && bound > float.Epsilon; guesses++)
            {
                bound = guesses < MaxGuesses ? Math.Max(float.Epsilon, LowerFactor * bound) : float.Epsilon;
                found = _filter.Count(start, m, n, new AtLeast(bound), _candidates);
            }

            _filter.Fill(start, new AtLeast(bound), _candidates);
        }
    }

    private float RankOf(int selected)
    {
        if (_ranked.Length < _candidates.Count)
        {
            _ranked = new float[_candidates.ValueBuffer.Length];
        }

        _candidates.Values.CopyTo(_ranked);
        fixed (float* ranked = _ranked)
        {
            return RankSelection.KthLargest(ranked, _candidates.Count, selected);
        }
    }

    /// <summary>Copies the candidates above the smallest that is selected, and the first of those that are equal to it.</summary>
    private void Keep(float smallest, int selected, SparseMatrix result)
    {
        int ties = selected;
        foreach (float value in _candidates.Values)
        {
            ties -= value > smallest ? 1 : 0;
        }

        result.Resize(_candidates.Rows, _candidates.Columns);
        result.EnsureCapacity(selected);
        int kept = 0;
        for (int i = 0; i < _candidates.Rows; i++)
        {
            int first = kept;
            for (int e = _candidates.Starts[i]; e < _candidates.Starts[i + 1]; e++)
            {
                float value = _candidates.Values[e];
                if (value > smallest || (value == smallest && ties-- > 0))
                {
                    result.IndexBuffer[kept] = _candidates.Indices[e];
                    result.ValueBuffer[kept] = value;
                    kept++;
                }
            }

            result.RowCounts[i] = kept - first;
        }

        result.AllocateRows();
    }
}
