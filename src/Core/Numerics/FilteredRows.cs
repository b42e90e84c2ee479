namespace MLNet.Autoencoder.Numerics;

/// <summary>Collects the values of a dense matrix for which a condition is true, in two passes: one counts them, the other writes them.</summary>
/// <param name="threads">The threads; <see langword="null"/> to use only the caller's.</param>
internal sealed unsafe class FilteredRows<TCondition>(ThreadTeam? threads) : ITeamWork
    where TCondition : struct, IRowCondition
{
    // A few microseconds of work.
    private const int BlockLength = 1 << 15;

    private SparseMatrix? _result;
    private float* _values;
    private TCondition _condition;
    private int _blockRows;
    private bool _fills;

    /// <summary>Counts the values for which the condition is true: in each row of the result, and together.</summary>
    public long Count(float* values, int m, int n, TCondition condition, SparseMatrix result)
    {
        result.Resize(m, n);
        Run(values, condition, result, fills: false);
        long sum = 0;
        foreach (int count in result.RowCounts)
        {
            sum += count;
        }

        return sum;
    }

    /// <summary>Writes the values that <see cref="Count"/> has counted into the same result.</summary>
    public void Fill(float* values, TCondition condition, SparseMatrix result)
    {
        result.AllocateRows();
        Run(values, condition, result, fills: true);
    }

    void ITeamWork.Run(int part, int member)
    {
        int first = part * _blockRows, end = Math.Min(_result!.Rows, first + _blockRows), n = _result.Columns;
        fixed (int* indices = _result.IndexBuffer)
        fixed (float* entries = _result.ValueBuffer)
        {
            for (int i = first; i < end; i++)
            {
                float* row = _values + ((nint)i * n);
                if (!_fills)
                {
                    _result.RowCounts[i] = RowFilter.Count(row, n, _condition);
                }
                else if (_result.Starts[i] < _result.Starts[i + 1])
                {
                    RowFilter.Collect(row, n, _condition, indices + _result.Starts[i], entries + _result.Starts[i]);
                }
            }
        }
    }

    private void Run(float* values, TCondition condition, SparseMatrix result, bool fills)
    {
        _values = values;
        (_condition, _result, _fills) = (condition, result, fills);
        _blockRows = Math.Max(1, BlockLength / Math.Max(1, result.Columns));
        int blocks = Division.RoundUp(result.Rows, _blockRows);
        ThreadTeam.Run(blocks > 1 ? threads : null, this, blocks);
        _values = null;
        (_condition, _result) = (default, null);
    }
}
