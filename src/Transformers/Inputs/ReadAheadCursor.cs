using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Inputs;

/// <summary>
/// The rows of another cursor, read ahead of this one's position, so that a block of rows can be processed at once. Order, positions,
/// batches, ids and values are those of the source, and each of its values is read once.
/// </summary>
/// <remarks>
/// Blocks grow from 1 row to the maximum, so that a caller who needs few rows reads few. If the source throws, this cursor throws when it moves
/// to that row, after the rows before it, whether or not the value of the column that failed is ever requested.
/// </remarks>
internal sealed class ReadAheadCursor : DataViewRowCursor
{
    /// <summary>The number of values, over all columns, that ends a block: the row that reaches it is the last.</summary>
    private const int MaxValues = 1 << 18;

    private readonly DataViewRowCursor _source;
    private readonly int _maxRows;

    /// <summary>The buffers by column index; null for columns that are not read.</summary>
    private readonly ColumnBuffer?[] _columns;
    private readonly ColumnBuffer[] _active;
    private readonly ScalarBuffer<DataViewRowId> _ids;
    private (long Position, long Batch)[] _places = [];
    private int _row = -1;
    private bool _ended;
    private ExceptionDispatchInfo? _failure;

    /// <param name="source">The cursor to read; disposed with this one.</param>
    /// <param name="columns">The columns to read, active in the source and of types that <see cref="ColumnBuffer.CanKeep"/> accepts.</param>
    /// <param name="maxRows">The maximum number of rows in a block.</param>
    public ReadAheadCursor(DataViewRowCursor source, IEnumerable<DataViewSchema.Column> columns, int maxRows)
    {
        _source = source;
        _maxRows = maxRows;
        _columns = new ColumnBuffer?[source.Schema.Count];
        foreach (var column in columns)
        {
            _columns[column.Index] = ColumnBuffer.Of(source, column);
        }

        _active = [.. _columns.OfType<ColumnBuffer>()];
        _ids = new ScalarBuffer<DataViewRowId>(source.GetIdGetter());
    }

    public override long Position => _row < 0 ? -1 : _places[_row].Position;

    public override long Batch => _row < 0 ? _source.Batch : _places[_row].Batch;

    public override DataViewSchema Schema => _source.Schema;

    /// <summary>The number of the block, from 1; 0 before the first.</summary>
    public long Block { get; private set; }

    /// <summary>The number of rows in the block.</summary>
    public int Count { get; private set; }

    /// <summary>The current row of the block.</summary>
    /// <exception cref="InvalidOperationException">The cursor is before the first row or after the last.</exception>
    public int Row => _row >= 0 ? _row : throw new InvalidOperationException(
        $"The cursor is {(Block == 0 ? "before the first row" : "after the last row")}. Call MoveNext, and read values only while it returns true.");

    public override bool MoveNext()
    {
        if (_row + 1 == Count && !ReadBlock())
        {
            return false;
        }

        _row++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ValueGetter<DataViewRowId>)_ids.GetterOf(this);

    public override bool IsColumnActive(DataViewSchema.Column column) => _columns[column.Index] is not null;

    /// <exception cref="InvalidOperationException">The column is not active, or does not have that type.</exception>
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        _columns[column.Index]?.GetterOf(this) as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Column '{column.Name}' of type {column.Type} is not active or cannot be read as {typeof(TValue)}.");

    /// <summary>The position of a row of the block.</summary>
    public long PositionOf(int row) => _places[row].Position;

    /// <summary>The buffer of an active column, with a place for each row of the block.</summary>
    public ColumnBuffer BufferOf(DataViewSchema.Column column) => _columns[column.Index]!;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads the next block and moves before its first row; returns false if there is none.</summary>
    private bool ReadBlock()
    {
        _failure?.Throw();
        (_row, Count) = (-1, 0);
        if (_ended)
        {
            return false;
        }

        Block++;
        Grow();
        try
        {
            for (int values = 0; Count < _places.Length && values < MaxValues && ReadRow(ref values); Count++)
            {
            }
        }
        catch (Exception failure) when (Count > 0)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }

        return Count > 0;
    }

    /// <summary>Appends the source's next row to the block; returns false if there is none.</summary>
    private bool ReadRow(ref int values)
    {
        _ended = !_source.MoveNext();
        if (_ended)
        {
            return false;
        }

        foreach (ColumnBuffer column in _active)
        {
            values += column.Read(Count);
        }

        _ids.Read(Count);
        _places[Count] = (_source.Position, _source.Batch);
        return true;
    }

    /// <summary>Makes room for twice as many rows as in the previous block.</summary>
    private void Grow()
    {
        int rows = Math.Clamp(2 * _places.Length, 1, _maxRows);
        if (rows > _places.Length)
        {
            Array.Resize(ref _places, rows);
            _ids.Grow(rows);
            foreach (ColumnBuffer column in _active)
            {
                column.Grow(rows);
            }
        }
    }
}
