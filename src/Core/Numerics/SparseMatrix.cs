namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// A matrix [rows, columns] that stores few of its elements, in compressed sparse rows: the entries of row i are those from Starts[i] to Starts[i + 1],
/// each with its column and its value. The buffers grow with the largest matrix and are reused for later ones.
/// </summary>
internal sealed class SparseMatrix
{
    private int[] _starts = [0];
    private int[] _indices = [];
    private int[] _positions = [];
    private float[] _values = [];
    private bool _isTranspose;

    public int Rows { get; private set; }

    public int Columns { get; private set; }

    /// <summary>The number of entries.</summary>
    public int Count => _starts[Rows];

    /// <summary>The first entry of each row, and the end of the last row [rows + 1].</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Rows + 1);

    /// <summary>The column of each entry.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, Count);

    /// <summary>The value of each entry.</summary>
    public Span<float> Values => _values.AsSpan(0, Count);

    /// <summary>For a transpose, the position of each entry in the original; otherwise empty.</summary>
    public ReadOnlySpan<int> Positions => _isTranspose ? _positions.AsSpan(0, Count) : [];

    /// <summary>For filling the matrix: the columns of all entries for which there is room.</summary>
    public Span<int> IndexBuffer => _indices;

    /// <summary>For filling the matrix: the values of all entries for which there is room.</summary>
    public Span<float> ValueBuffer => _values;

    /// <summary>For filling the matrix: the number of entries in each row, until <see cref="AllocateRows"/> or <see cref="CloseSlots"/> is called.</summary>
    public Span<int> RowCounts => _starts.AsSpan(1, Rows);

    /// <summary>Becomes a copy of given entries.</summary>
    /// <param name="columns">The number of columns.</param>
    /// <param name="starts">The first entry of each row, and the end of the last row [rows + 1].</param>
    /// <param name="indices">The columns of the entries.</param>
    /// <param name="values">The values of the entries.</param>
    public void Set(int columns, ReadOnlySpan<int> starts, ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        KernelGuard.SameLength(starts[^1], indices.Length, nameof(indices));
        KernelGuard.SameLength(starts[^1], values.Length, nameof(values));
        Resize(starts.Length - 1, columns);
        for (int i = 0; i < Rows; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(starts[i + 1] - starts[i], nameof(starts));
            RowCounts[i] = starts[i + 1] - starts[i];
        }

        foreach (int index in indices)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)columns, nameof(indices));
        }

        AllocateRows();
        indices.CopyTo(_indices);
        values.CopyTo(_values);
    }

    /// <summary>Becomes a copy of a dense matrix: its entries are the values that are not 0.</summary>
    /// <param name="dense">The matrix [rows, columns].</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    public void SetNonZeros(ReadOnlySpan<float> dense, int rows, int columns)
    {
        KernelGuard.Matrix(dense.Length, rows, columns, nameof(dense));
        Resize(rows, columns);
        EnsureCapacity(checked(rows * columns) - dense[..(rows * columns)].Count(0f));
        int end = 0;
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> row = dense.Slice(i * columns, columns);
            for (int next = row.IndexOfAnyExcept(0f), column = next; next >= 0; next = row[(column + 1)..].IndexOfAnyExcept(0f), column += next + 1)
            {
                (_indices[end], _values[end]) = (column, row[column]);
                end++;
            }

            _starts[i + 1] = end;
        }
    }

    /// <summary>Becomes a matrix without entries. To fill it, set the <see cref="RowCounts"/>, allocate the rows, and set the entries.</summary>
    public void Resize(int rows, int columns)
    {
        if (_starts.Length <= rows)
        {
            _starts = new int[checked(rows + 1)];
        }

        (Rows, Columns, _isTranspose) = (rows, columns, false);
        _starts.AsSpan(0, rows + 1).Clear();
    }

    /// <summary>Makes room for as many entries in each row as <see cref="RowCounts"/> says.</summary>
    public void AllocateRows()
    {
        int end = 0;
        foreach (ref int start in _starts.AsSpan(1, Rows))
        {
            end = checked(end + start);
            start = end;
        }

        EnsureCapacity(end);
    }

    /// <summary>Makes room for the same number of entries in each row: row i has those from i·length on. Rows need not fill their slots.</summary>
    public void AllocateSlots(int length) => EnsureCapacity(checked(Rows * length));

    /// <summary>Makes room for entries; those that there are may be lost. Half as many again, because matrices differ in their number of entries.</summary>
    public void EnsureCapacity(int count)
    {
        if (_values.Length < count)
        {
            int capacity = (int)Math.Min(count + ((long)count / 2), Array.MaxLength);
            _indices = new int[capacity];
            _values = new float[capacity];
        }
    }

    /// <summary>Moves rows that were written to slots together, so that row i has <see cref="RowCounts"/>[i] entries.</summary>
    public void CloseSlots(int length)
    {
        int end = 0;
        for (int i = 0; i < Rows; i++)
        {
            (int slot, int count) = (i * length, _starts[i + 1]);
            if (slot != end)
            {
                Array.Copy(_indices, slot, _indices, end, count);
                Array.Copy(_values, slot, _values, end, count);
            }

            end += count;
            _starts[i + 1] = end;
        }
    }

    /// <summary>Becomes the sum of two other matrices of the same size, whose entries are in index order.</summary>
    public void SetSum(SparseMatrix left, SparseMatrix right)
    {
        KernelGuard.SameLength(left.Rows, right.Rows, nameof(right));
        KernelGuard.SameLength(left.Columns, right.Columns, nameof(right));
        Resize(left.Rows, left.Columns);
        EnsureCapacity(checked(left.Count + right.Count));
        int end = 0;
        for (int i = 0; i < Rows; i++)
        {
            int a = left._starts[i], endOfA = left._starts[i + 1], b = right._starts[i], endOfB = right._starts[i + 1];
            while (a < endOfA || b < endOfB)
            {
                int column = Math.Min(a < endOfA ? left._indices[a] : int.MaxValue, b < endOfB ? right._indices[b] : int.MaxValue);
                float value = a < endOfA && left._indices[a] == column ? left._values[a++] : 0;
                value += b < endOfB && right._indices[b] == column ? right._values[b++] : 0;
                (_indices[end], _values[end]) = (column, value);
                end++;
            }

            _starts[i + 1] = end;
        }
    }

    /// <summary>
    /// Makes another matrix the transpose of this one, by a counting sort: the entries of a row of the transpose are in the order of the rows of this
    /// matrix. The transpose knows the <see cref="Positions"/> of its entries in this matrix.
    /// </summary>
    public void TransposeTo(SparseMatrix transpose)
    {
        if (ReferenceEquals(transpose, this))
        {
            throw new ArgumentException($"A matrix of {Rows} by {Columns} cannot be transposed in place. Pass another matrix.", nameof(transpose));
        }

        transpose.Resize(Columns, Rows);
        Span<int> counts = transpose.RowCounts;
        foreach (int index in Indices)
        {
            counts[index]++;
        }

        transpose.AllocateRows();
        if (transpose._positions.Length < transpose._values.Length)
        {
            transpose._positions = new int[transpose._values.Length];
        }

        transpose._isTranspose = true;
        SortInto(transpose._starts, transpose._indices, transpose._values, transpose._positions);

        // Every start has moved to the end of its row, which is the start of the next.
        transpose._starts.AsSpan(0, Columns).CopyTo(transpose._starts.AsSpan(1));
        transpose._starts[0] = 0;
    }

    /// <summary>Gives the entries of a transpose values that are in the order of the original's entries.</summary>
    /// <param name="original">The values [count].</param>
    public void GatherValues(ReadOnlySpan<float> original)
    {
        KernelGuard.SameLength(Count, Positions.Length, nameof(Positions));
        KernelGuard.SameLength(Count, original.Length, nameof(original));
        ReadOnlySpan<int> positions = Positions;
        Span<float> values = Values;
        for (int e = 0; e < positions.Length; e++)
        {
            values[e] = original[positions[e]];
        }
    }

    /// <summary>The rows of one part of work that is divided by its amount: each entry and each row counts as one.</summary>
    public RowBlock PartOf(int part, int parts)
    {
        int first = FirstRowFrom(((long)Count + Rows) * part / parts);
        return new RowBlock(first, FirstRowFrom(((long)Count + Rows) * (part + 1) / parts) - first);
    }

    /// <summary>The first row i with Starts[i] + i ≥ amount, by bisection.</summary>
    private int FirstRowFrom(long amount)
    {
        int low = 0, high = Rows;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) / 2);
            (low, high) = (long)_starts[middle] + middle < amount ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void SortInto(Span<int> next, Span<int> indices, Span<float> values, Span<int> positions)
    {
        ReadOnlySpan<int> starts = Starts, columns = Indices;
        ReadOnlySpan<float> source = Values;
        for (int i = 0; i + 1 < starts.Length; i++)
        {
            for (int e = starts[i]; e < starts[i + 1]; e++)
            {
                int target = next[columns[e]]++;
                indices[target] = i;
                values[target] = source[e];
                positions[target] = e;
            }
        }
    }
}
