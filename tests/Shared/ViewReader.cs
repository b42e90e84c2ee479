using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests;

/// <summary>Reads the float columns of data views, so that tests can compare entire views.</summary>
internal static class ViewReader
{
    /// <summary>The columns that the tests compare: every Single and vector of Single, including hidden ones.</summary>
    public static IEnumerable<DataViewSchema.Column> FloatColumns(DataViewSchema schema) => schema.Where(column =>
        column.Type == NumberDataViewType.Single || (column.Type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Single));

    /// <summary>The values of one column, row by row.</summary>
    public static float[][] Column(IDataView view, string name)
    {
        var column = view.Schema[name];
        return [.. Rows(view, [column]).Select(row => row.Values[column.Index])];
    }

    /// <summary>The rows of a view in cursor order, with the given columns active.</summary>
    public static List<ReadRow> Rows(IDataView view, IEnumerable<DataViewSchema.Column> columns, Random? rand = null)
    {
        var active = columns.ToArray();
        using var cursor = view.GetRowCursor(active, rand);
        return Rows(cursor, active);
    }

    /// <summary>The rows of a cursor, with the given columns active in it.</summary>
    public static List<ReadRow> Rows(DataViewRowCursor cursor, DataViewSchema.Column[] columns)
    {
        var readers = columns.ToDictionary(column => column.Index, column => Reader(cursor, column));
        var getId = cursor.GetIdGetter();
        var rows = new List<ReadRow>();
        while (cursor.MoveNext())
        {
            DataViewRowId id = default;
            getId(ref id);
            rows.Add(new ReadRow(id, readers.ToDictionary(reader => reader.Key, reader => reader.Value())));
        }

        return rows;
    }

    /// <summary>Returns the current value of a float column.</summary>
    public static Func<float[]> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            var getScalar = row.GetGetter<float>(column);
            float scalar = 0;
            return () =>
            {
                getScalar(ref scalar);
                return [scalar];
            };
        }

        var getVector = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> vector = default;
        return () =>
        {
            getVector(ref vector);
            return [.. vector.DenseValues()];
        };
    }
}

/// <summary>A row that was read: its id, and its values by column index.</summary>
internal sealed record ReadRow(DataViewRowId Id, Dictionary<int, float[]> Values);
