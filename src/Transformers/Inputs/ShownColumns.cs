using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Inputs;

/// <summary>Columns whose values show a reader what a row is about.</summary>
internal sealed class ShownColumns
{
    private const string DateFormat = "yyyy-MM-dd HH:mm:ss";

    private readonly DataViewSchema.Column[] _columns;

    private ShownColumns(DataViewSchema.Column[] columns) => _columns = columns;

    /// <summary>Finds the columns and checks their types.</summary>
    /// <param name="names">The names of the columns.</param>
    /// <param name="schema">The schema to search.</param>
    /// <param name="argument">The name of the caller's argument, for exceptions.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or its values cannot be shown.</exception>
    public static ShownColumns Find(IReadOnlyList<string> names, DataViewSchema schema, string argument) =>
        new([.. names.Select(name => Find(name, schema, argument))]);

    /// <summary>Reads the values of some rows as text.</summary>
    /// <param name="data">The data.</param>
    /// <param name="rows">The indices of the rows, counted from 0.</param>
    /// <returns>The values of each row, in the order of the columns.</returns>
    public IReadOnlyDictionary<long, string[]> Read(IDataView data, IEnumerable<long> rows)
    {
        long[] wanted = _columns.Length == 0 ? [] : [.. rows.Distinct().Order()];
        var values = new Dictionary<long, string[]>();
        if (wanted.Length == 0)
        {
            return values;
        }

        using DataViewRowCursor cursor = data.GetRowCursor(_columns);
        Func<string>[] texts = [.. _columns.Select(column => Open(cursor, column))];
        for (long row = 0; values.Count < wanted.Length && cursor.MoveNext(); row++)
        {
            if (row == wanted[values.Count])
            {
                values.Add(row, Array.ConvertAll(texts, text => text()));
            }
        }

        return values.Count == wanted.Length ? values : throw new InvalidOperationException(
            $"A second pass over the data ended before row {wanted[values.Count]}, which the first pass read. Every pass must return the same rows in the same order.");
    }

    private static DataViewSchema.Column Find(string name, DataViewSchema schema, string argument)
    {
        const string Expected = "It must be text, a key, a Boolean, a number or a time";
        if (schema.GetColumnOrNull(name) is not { } column)
        {
            throw new ArgumentOutOfRangeException(
                argument,
                $"The column to show, '{name}', is missing. {Expected}. The columns are "
                + $"{string.Join(", ", schema.Where(other => !other.IsHidden).Select(other => $"'{other.Name}'"))}.");
        }

        return column.Type is KeyDataViewType or TextDataViewType or BooleanDataViewType or NumberDataViewType or DateTimeDataViewType
            or DateTimeOffsetDataViewType or TimeSpanDataViewType
            ? column
            : throw new ArgumentOutOfRangeException(
                argument, $"The column to show, '{name}', has the wrong type. {Expected}, but it is {column.Type}. Name a column that says what a row is about.");
    }

    /// <summary>Returns a function that reads the current value of a column as text.</summary>
    private static Func<string> Open(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is KeyDataViewType)
        {
            return OpenKey(row, column);
        }

        Type type = column.Type.RawType;
        return type switch
        {
            _ when type == typeof(ReadOnlyMemory<char>) => Text<ReadOnlyMemory<char>>(row, column, value => value.ToString()),
            _ when type == typeof(bool) => Text<bool>(row, column, value => value ? "true" : "false"),
            _ when type == typeof(float) => Text<float>(row, column, Invariant),
            _ when type == typeof(double) => Text<double>(row, column, Invariant),
            _ when type == typeof(sbyte) => Text<sbyte>(row, column, Invariant),
            _ when type == typeof(short) => Text<short>(row, column, Invariant),
            _ when type == typeof(int) => Text<int>(row, column, Invariant),
            _ when type == typeof(long) => Text<long>(row, column, Invariant),
            _ when type == typeof(DateTime) => Text<DateTime>(row, column, value => value.ToString(DateFormat, CultureInfo.InvariantCulture)),
            _ when type == typeof(DateTimeOffset) => Text<DateTimeOffset>(row, column, value => value.ToString(DateFormat + " zzz", CultureInfo.InvariantCulture)),
            _ when type == typeof(TimeSpan) => Text<TimeSpan>(row, column, value => value.ToString("c", CultureInfo.InvariantCulture)),
            _ => OpenUnsigned(row, column, value => value.ToString(CultureInfo.InvariantCulture)),
        };
    }

    /// <summary>A key is stored as a whole number: 0 if it is missing, otherwise its position among the key values, counted from 1.</summary>
    private static Func<string> OpenKey(DataViewRow row, DataViewSchema.Column column)
    {
        string[] names = KeyNames.Of(column);
        return OpenUnsigned(row, column, key => key switch
        {
            0 => string.Empty,
            _ when key <= (ulong)names.Length => names[key - 1],
            _ => key.ToString(CultureInfo.InvariantCulture),
        });
    }

    private static Func<string> OpenUnsigned(DataViewRow row, DataViewSchema.Column column, Func<ulong, string> text)
    {
        Type type = column.Type.RawType;
        return type switch
        {
            _ when type == typeof(byte) => Text<byte>(row, column, value => text(value)),
            _ when type == typeof(ushort) => Text<ushort>(row, column, value => text(value)),
            _ when type == typeof(uint) => Text<uint>(row, column, value => text(value)),
            _ when type == typeof(ulong) => Text<ulong>(row, column, value => text(value)),
            _ => throw new UnreachableException($"The column '{column.Name}' has values of the unknown type {type}."),
        };
    }

    private static Func<string> Text<T>(DataViewRow row, DataViewSchema.Column column, Func<T, string> convert)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            get(ref value);
            return convert(value);
        };
    }

    private static string Invariant<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
