namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>
/// The one-to-one assignment of rows to columns with the largest total value, by shortest augmenting paths (Jonker and Volgenant, A Shortest Augmenting
/// Path Algorithm for Dense and Sparse Linear Assignment Problems, Computing 38, 1987), in the form for more columns than rows of Crouse (On Implementing
/// 2D Rectangular Assignment Algorithms, IEEE Transactions on Aerospace and Electronic Systems 52, 2016).
/// </summary>
/// <remarks>
/// A cost is a negated value. Dual variables u and v keep every reduced cost cᵢⱼ − uᵢ − vⱼ at 0 or more, and at 0 for assigned pairs. Rows whose best
/// column is free take it; each of the others costs a search for the shortest path of reduced costs to a free column.
/// </remarks>
internal sealed class LinearAssignment
{
    private const int None = -1;

    private readonly float[] _values;
    private readonly int _columns;
    private readonly double[] _rowDual;
    private readonly double[] _columnDual;
    private readonly int[] _columnOf;
    private readonly int[] _rowOf;

    // The search for a path: the distance of each column, the row before it on the path, the columns not yet reached, and those reached, in order.
    private readonly double[] _distance;
    private readonly int[] _previous;
    private readonly int[] _open;
    private readonly int[] _reached;
    private int _reachedCount;

    private LinearAssignment(float[] values, int rows, int columns)
    {
        (_values, _columns) = (values, columns);
        (_rowDual, _columnDual) = (new double[rows], new double[columns]);
        (_columnOf, _rowOf) = (new int[rows], new int[columns]);
        (_distance, _previous) = (new double[columns], new int[columns]);
        (_open, _reached) = (new int[columns], new int[columns]);
        Array.Fill(_columnOf, None);
        Array.Fill(_rowOf, None);
    }

    /// <summary>Assigns a column to each row.</summary>
    /// <param name="values">The values, finite, <c>[rows, columns]</c>.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns, at least that of rows.</param>
    /// <returns>The column of each row.</returns>
    public static int[] Maximize(float[] values, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, rows * columns);
        var assignment = new LinearAssignment(values, rows, columns);
        assignment.TakeFreeColumns();
        for (int row = 0; row < rows; row++)
        {
            if (assignment._columnOf[row] == None)
            {
                assignment.Augment(row);
            }
        }

        return assignment._columnOf;
    }

    private ReadOnlySpan<float> ValuesOf(int row) => _values.AsSpan(row * _columns, _columns);

    private void TakeFreeColumns()
    {
        for (int row = 0; row < _columnOf.Length; row++)
        {
            ReadOnlySpan<float> values = ValuesOf(row);
            int best = 0;
            for (int column = 1; column < values.Length; column++)
            {
                best = values[column] > values[best] ? column : best;
            }

            _rowDual[row] = -values[best];
            if (_rowOf[best] == None)
            {
                (_rowOf[best], _columnOf[row]) = (row, best);
            }
        }
    }

    /// <summary>Assigns a column to a row, and other columns to the rows on the way.</summary>
    private void Augment(int row)
    {
        int column = ShortestPath(row);
        UpdateDuals(row, _distance[column]);
        while (true)
        {
            int previous = _previous[column];
            _rowOf[column] = previous;
            (column, _columnOf[previous]) = (_columnOf[previous], column);
            if (previous == row)
            {
                return;
            }
        }
    }

    /// <summary>Dijkstra's algorithm from a row to the nearest free column.</summary>
    /// <returns>The column.</returns>
    private int ShortestPath(int row)
    {
        int open = _columns;
        for (int column = 0; column < _columns; column++)
        {
            (_open[column], _distance[column]) = (column, double.PositiveInfinity);
        }

        _reachedCount = 0;
        double distance = 0;
        while (true)
        {
            int at = Nearest(row, distance, _open.AsSpan(0, open));
            int column = _open[at];
            distance = _distance[column];
            if (_rowOf[column] == None)
            {
                return column;
            }

            _reached[_reachedCount++] = column;
            _open[at] = _open[--open];
            row = _rowOf[column];
        }
    }

    /// <summary>Continues paths over a row to all open columns.</summary>
    /// <returns>The position in <paramref name="open"/> of the nearest column. A free one precedes others, since it ends the search.</returns>
    private int Nearest(int row, double distance, ReadOnlySpan<int> open)
    {
        ReadOnlySpan<float> values = ValuesOf(row);
        double before = distance - _rowDual[row], least = double.PositiveInfinity;
        int nearest = 0;
        for (int at = 0; at < open.Length; at++)
        {
            int column = open[at];
            double through = before - values[column] - _columnDual[column];
            if (through < _distance[column])
            {
                (_distance[column], _previous[column]) = (through, row);
            }

            if (_distance[column] < least || (_distance[column] == least && _rowOf[column] == None))
            {
                (least, nearest) = (_distance[column], at);
            }
        }

        return nearest;
    }

    private void UpdateDuals(int row, double length)
    {
        _rowDual[row] += length;
        foreach (int column in _reached.AsSpan(0, _reachedCount))
        {
            double rest = length - _distance[column];
            _rowDual[_rowOf[column]] += rest;
            _columnDual[column] -= rest;
        }
    }
}
