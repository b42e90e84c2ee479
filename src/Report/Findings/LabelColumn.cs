using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Inputs;

namespace MLNet.Autoencoder.Report.Findings;

/// <summary>The column that rows are colored by: a key, text, a Boolean or a number.</summary>
internal sealed class LabelColumn
{
    private LabelColumn(DataViewSchema.Column column) => Column = column;

    private delegate RowLabel Conversion<T>(in T value);

    public DataViewSchema.Column Column { get; }

    /// <param name="name">The name of the column.</param>
    /// <param name="schema">The schema to search.</param>
    /// <param name="argument">The name of the argument for the exception.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or has an unsupported type.</exception>
    public static LabelColumn Find(string name, DataViewSchema schema, string argument)
    {
        const string Expected = "It must be a key, text, a Boolean or a number";
        if (schema.GetColumnOrNull(name) is not { } column)
        {
            throw new ArgumentOutOfRangeException(
                argument,
                $"The label column '{name}' is missing. {Expected}. The columns are "
                + $"{string.Join(", ", schema.Where(other => !other.IsHidden).Select(other => $"'{other.Name}'"))}.");
        }

        return column.Type is KeyDataViewType or TextDataViewType or BooleanDataViewType or NumberDataViewType
            ? new LabelColumn(column)
            : throw new ArgumentOutOfRangeException(
                argument, $"The label column '{name}' has the wrong type. {Expected}, but it is {column.Type}.");
    }

    /// <summary>Returns a function that gets the label of the current row of a cursor.</summary>
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

    /// <summary>A key is stored as a whole number: 0 if it is missing, otherwise its position among the key values, counted from 1.</summary>
    private Func<RowLabel> OpenKey(DataViewRow row)
    {
        string[] names = KeyNames.Of(Column);
        return OpenInteger(row, label => label.Number switch
        {
            0 => RowLabel.Missing,
            { } position when position <= names.Length => new RowLabel(names[(int)position - 1], position),
            { } position => new RowLabel(position.ToString(CultureInfo.InvariantCulture), position),
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

    private static RowLabel TextLabel(in ReadOnlyMemory<char> value) => value.IsEmpty ? RowLabel.Missing : new RowLabel(value.ToString(), 0);
}
