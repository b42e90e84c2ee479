namespace MLNet.Autoencoder.Numerics;

/// <summary>Writes sparse matrices as dense ones.</summary>
/// <param name="threads">The threads; <see langword="null"/> to use only the caller's.</param>
internal sealed unsafe class DenseRows(ThreadTeam? threads) : ITeamWork
{
    // A few microseconds of work.
    private const int BlockLength = 1 << 15;

    private SparseMatrix? _source;
    private float* _dense;
    private int _blockRows;

    /// <summary>Writes the entries of a matrix to dense rows, with zeros elsewhere.</summary>
    /// <param name="source">The matrix [m, n].</param>
    /// <param name="dense">Receives the rows [m, n].</param>
    public void Scatter(SparseMatrix source, Span<float> dense)
    {
        KernelGuard.Matrix(dense.Length, source.Rows, source.Columns, nameof(dense));
        fixed (float* start = dense)
        {
            _source = source;
            _dense = start;
            _blockRows = Math.Max(1, BlockLength / Math.Max(1, source.Columns));
            int blocks = Division.RoundUp(source.Rows, _blockRows);
            ThreadTeam.Run(blocks > 1 ? threads : null, this, blocks);
            _source = null;
            _dense = null;
        }
    }

    void ITeamWork.Run(int part, int member)
    {
        ReadOnlySpan<int> starts = _source!.Starts, indices = _source.Indices;
        ReadOnlySpan<float> values = _source.Values;
        int first = part * _blockRows, end = Math.Min(_source.Rows, first + _blockRows);
        for (int i = first; i < end; i++)
        {
            var row = new Span<float>(_dense + ((nint)i * _source.Columns), _source.Columns);
            row.Clear();
            for (int e = starts[i]; e < starts[i + 1]; e++)
            {
                row[indices[e]] = values[e];
            }
        }
    }
}
