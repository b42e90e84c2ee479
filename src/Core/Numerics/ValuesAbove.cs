namespace MLNet.Autoencoder.Numerics;

/// <summary>Selects the values of a dense matrix that are above a threshold, strictly. NaN is never selected, nor is anything above NaN.</summary>
/// <param name="threads">The threads; <see langword="null"/> to use only the caller's.</param>
internal sealed unsafe class ValuesAbove(ThreadTeam? threads)
{
    private readonly FilteredRows<GreaterThan> _one = new(threads);
    private readonly FilteredRows<GreaterThanColumn> _byColumn = new(threads);

    /// <summary>Selects the values above one threshold.</summary>
    /// <param name="values">The matrix [m, n].</param>
    /// <param name="m">The number of rows.</param>
    /// <param name="n">The number of columns.</param>
    /// <param name="threshold">The threshold.</param>
    /// <param name="result">Receives the values [m, n], in index order.</param>
    public void Select(ReadOnlySpan<float> values, int m, int n, float threshold, SparseMatrix result)
    {
        KernelGuard.Matrix(values.Length, m, n, nameof(values));
        fixed (float* start = values)
        {
            var condition = new GreaterThan(threshold);
            _one.Count(start, m, n, condition, result);
            _one.Fill(start, condition, result);
        }
    }

    /// <summary>Selects the values above the thresholds of their columns.</summary>
    /// <param name="values">The matrix [m, n].</param>
    /// <param name="m">The number of rows.</param>
    /// <param name="n">The number of columns.</param>
    /// <param name="thresholds">The thresholds [n].</param>
    /// <param name="result">Receives the values [m, n], in index order.</param>
    public void Select(ReadOnlySpan<float> values, int m, int n, ReadOnlySpan<float> thresholds, SparseMatrix result)
    {
        KernelGuard.Matrix(values.Length, m, n, nameof(values));
        KernelGuard.Matrix(thresholds.Length, 1, n, nameof(thresholds));
        fixed (float* start = values, pThresholds = thresholds)
        {
            var condition = new GreaterThanColumn(pThresholds);
            _byColumn.Count(start, m, n, condition, result);
            _byColumn.Fill(start, condition, result);
        }
    }
}
