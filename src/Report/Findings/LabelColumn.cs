using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Report.Findings;

/// <summary>The column that rows are coloured by: a key, a text, a Boolean or a number.</summary>
internal sealed class LabelColumn
{
    /// <summary>ML.NET's annotation of a key: what its values stand for.</summary>
    private const string KeyValues = "KeyValues";

    private LabelColumn(DataViewSchema.Column column) => Column = column;

    private delegate RowLabel Conversion<T>(in T value);

    public DataViewSchema.Column Column { get; }

    /// <param name="name">Its name.</param>
    /// <param name="schema">Where to look.</param>
    /// <param name="argument">The argument to blame.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or of another type.</exception>
    public static LabelColumn Find(string name, DataViewSchema schema, string argument)
    {
        const string Expected = "a key, a text, a Boolean or a number is expected";
        if (schema.GetColumnOrNull(name) is not { } column)
        {
            throw new ArgumentOutOfRangeException(
                argument,
                $"The label column '{name}' is missing: {Expected}, but the columns are "
                + $"{string.Join(", ", schema.Where(other => !other.IsHidden).Select(other => $"'{other.Name}'"))}.");
        }

        return column.Type is KeyDataViewType or TextDataViewType or BooleanDataViewType or NumberDataViewType
            ? new LabelColumn(column)
            : throw new ArgumentOutOfRangeException(
                argument, $"The label column '{name}' is not of the right type: {Expected}, but it is {column.Type}.");
    }

    /// <summary>What gives the label of the row that a cursor stands on.</summary>
    public Func<RowLabel> Open(DataViewRow row)
    {
        if (Column.Type is KeyDataViewType)
        {
            return OpenKey(row);
        }

        Type type = Column.Type.RawType;
        return type switch
        {
            _ when type == typeof(ReadOnlyMemory<char>) => Read<ReadOnlyMemory<char>>(row, TextLabel),
            _ when type == typeof(bool) => Read<bool>(row, (in bool value) => new RowLabel(value ? "true" : "false", value ? 1 : 0)),
            _ when type == typeof(float) => Read<float>(row, (in float value) => new RowLabel(null, value)),
            _ when type == typeof(double) => Read<double>(row, (in double value) => new RowLabel(null, value)),
            _ => OpenInteger(row, label => label),
        };
    }

    /// <summary>Keys are stored as whole numbers: 0 for a missing one, else from 1 the place among the key values.</summary>
    private Func<RowLabel> OpenKey(DataViewRow row)
    {
        string[] names = NamesOfKeys();
        return OpenInteger(row, label => label.Number switch
        {
            0 => RowLabel.Missing,
            { } place when place <= names.Length => new RowLabel(names[(int)place - 1], place),
            { } place => new RowLabel(place.ToString(CultureInfo.InvariantCulture), place),
        });
    }

    private Func<RowLabel> OpenInteger(DataViewRow row, Func<RowLabel, RowLabel> convert)
    {
        Type type = Column.Type.RawType;
        return type switch
        {
            _ when type == typeof(byte) => Read<byte>(row, (in byte value) => convert(new(null, value))),
            _ when type == typeof(sbyte) => Read<sbyte>(row, (in sbyte value) => convert(new(null, value))),
            _ when type == typeof(short) => Read<short>(row, (in short value) => convert(new(null, value))),
            _ when type == typeof(ushort) => Read<ushort>(row, (in ushort value) => convert(new(null, value))),
            _ when type == typeof(int) => Read<int>(row, (in int value) => convert(new(null, value))),
            _ when type == typeof(uint) => Read<uint>(row, (in uint value) => convert(new(null, value))),
            _ when type == typeof(long) => Read<long>(row, (in long value) => convert(new(null, value))),
            _ when type == typeof(ulong) => Read<ulong>(row, (in ulong value) => convert(new(null, value))),
            _ => throw new UnreachableException($"The label column '{Column.Name}' has values of the unknown type {type}."),
        };
    }

    private Func<RowLabel> Read<T>(DataViewRow row, Conversion<T> convert)
    {
        ValueGetter<T> get = row.GetGetter<T>(Column);
        return () =>
        {
            T value = default!;
            get(ref value);
            return convert(value);
        };
    }

    /// <summary>What the keys stand for, as texts; none where they stand for nothing but themselves.</summary>
    private string[] NamesOfKeys()
    {
        if (Column.Annotations.Schema.GetColumnOrNull(KeyValues)?.Type is not VectorDataViewType type)
        {
            return [];
        }

        Type item = type.ItemType.RawType;
        return item switch
        {
            _ when item == typeof(ReadOnlyMemory<char>) => Names<ReadOnlyMemory<char>>(),
            _ when item == typeof(float) => Names<float>(),
            _ when item == typeof(double) => Names<double>(),
            _ when item == typeof(bool) => Names<bool>(),
            _ when item == typeof(byte) => Names<byte>(),
            _ when item == typeof(sbyte) => Names<sbyte>(),
            _ when item == typeof(short) => Names<short>(),
            _ when item == typeof(ushort) => Names<ushort>(),
            _ when item == typeof(int) => Names<int>(),
            _ when item == typeof(uint) => Names<uint>(),
            _ when item == typeof(long) => Names<long>(),
            _ when item == typeof(ulong) => Names<ulong>(),
            _ when item == typeof(DateTime) => Names<DateTime>(),
            _ => [],
        };
    }

    private string[] Names<T>()
    {
        VBuffer<T> values = default;
        Column.Annotations.GetValue(KeyValues, ref values);
        return [.. values.DenseValues().Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)!)];
    }

    private static RowLabel TextLabel(in ReadOnlyMemory<char> value) => value.IsEmpty ? RowLabel.Missing : new RowLabel(value.ToString(), 0);
}
