using System.Collections.Frozen;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Inputs;

/// <summary>
/// The values of one column in a block of rows. Each row has its own place, which the column's getter refills for every block, so that
/// nothing is allocated once the places are large enough.
/// </summary>
/// <remarks>
/// A kept value must not change when the source moves to its next row. This holds for numbers, keys, Booleans, texts, times and row ids, and
/// for vectors of them. A column of another type, such as images, may return the same object for every row.
/// </remarks>
internal abstract class ColumnBuffer
{
    private static readonly FrozenDictionary<Type, Factory> Factories = new KeptTypes()
        .Of<bool>()
        .Of<sbyte>().Of<short>().Of<int>().Of<long>()
        .Of<byte>().Of<ushort>().Of<uint>().Of<ulong>()
        .Of<float>().Of<double>()
        .Of<ReadOnlyMemory<char>>()
        .Of<DateTime>().Of<DateTimeOffset>().Of<TimeSpan>()
        .Of<DataViewRowId>()
        .ToFrozenDictionary();

    private delegate ColumnBuffer Factory(DataViewRow source, DataViewSchema.Column column);

    /// <summary>Whether the values of a column of this type can be kept.</summary>
    public static bool CanKeep(DataViewType type) => Factories.ContainsKey(type.RawType);

    /// <summary>Creates a buffer, without places yet, for a column whose type <see cref="CanKeep"/> accepts.</summary>
    /// <param name="source">The row or cursor that is read, with the column active.</param>
    /// <param name="column">The column.</param>
    public static ColumnBuffer Of(DataViewRow source, DataViewSchema.Column column) => Factories[column.Type.RawType](source, column);

    /// <summary>Makes room for a number of rows and keeps the values already present.</summary>
    public abstract void Grow(int rows);

    /// <summary>Reads the source's current value into the place of a row, and returns the number of values in it.</summary>
    public abstract int Read(int row);

    /// <summary>A getter for the current row of a cursor.</summary>
    public abstract Delegate GetterOf(ReadAheadCursor rows);

    /// <summary>The types that can be kept, as scalars and in vectors.</summary>
    private sealed class KeptTypes : Dictionary<Type, Factory>
    {
        public KeptTypes Of<T>()
        {
            Add(typeof(T), (source, column) => new ScalarBuffer<T>(source.GetGetter<T>(column)));
            Add(typeof(VBuffer<T>), (source, column) => new VectorBuffer<T>(source.GetGetter<VBuffer<T>>(column)));
            return this;
        }
    }
}

/// <summary>A buffer of values of one type.</summary>
internal abstract class ColumnBuffer<TValue>(ValueGetter<TValue> read) : ColumnBuffer
{
    private TValue[] _values = [];

    /// <summary>The value of a row. Copy it before handing it to a caller.</summary>
    public ref TValue this[int row] => ref _values[row];

    public override void Grow(int rows) => Array.Resize(ref _values, rows);

    public override int Read(int row)
    {
        read(ref _values[row]);
        return CountOf(_values[row]);
    }

    protected abstract int CountOf(in TValue value);
}

internal sealed class ScalarBuffer<T>(ValueGetter<T> read) : ColumnBuffer<T>(read)
{
    public override Delegate GetterOf(ReadAheadCursor rows) => new ValueGetter<T>((ref T value) => value = this[rows.Row]);

    protected override int CountOf(in T value) => 1;
}

internal sealed class VectorBuffer<T>(ValueGetter<VBuffer<T>> read) : ColumnBuffer<VBuffer<T>>(read)
{
    public override Delegate GetterOf(ReadAheadCursor rows) =>
        new ValueGetter<VBuffer<T>>((ref VBuffer<T> value) => this[rows.Row].CopyTo(ref value));

    protected override int CountOf(in VBuffer<T> value) => value.GetValues().Length;
}
