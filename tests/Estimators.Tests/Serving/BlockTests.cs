using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests.Serving;

/// <summary>Rows are encoded in blocks of 1, 2, 4 and up to 128 rows. The values of a cursor must not show that.</summary>
public sealed class BlockTests
{
    /// <summary>Counts around the boundaries of blocks.</summary>
    private static readonly int[] Counts = [0, 1, 2, 3, 4, 7, 126, 127, 128, 129, 254, 255, 256, 257, 258, 259, 260, 383, 384];

    public static TheoryData<string, int> Tables()
    {
        var tables = new TheoryData<string, int>();
        foreach (string configuration in (string[])["all columns", "sparse input", "missing values", "scalar and vector", "mixed", "sparse code"])
        {
            Array.ForEach(Counts, count => tables.Add(configuration, count));
        }

        return tables;
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Rows_of_a_view_have_the_bits_of_single_rows(string configuration, int count)
    {
        var data = Configurations.Data(configuration, count);
        var transformer = Configurations.Estimator(configuration).Fit(Configurations.Data(configuration));
        var mapper = transformer.GetRowToRowMapper(data.Schema);
        using var source = data.GetRowCursor(data.Schema);
        using var single = mapper.GetRow(source, mapper.OutputSchema);
        var view = transformer.Transform(data);
        using var cursor = view.GetRowCursor(view.Schema);
        Func<string> actual = Reader(cursor), expected = Reader(single);

        for (int row = 0; row < count; row++)
        {
            Assert.True(source.MoveNext());
            Assert.True(cursor.MoveNext());
            Assert.Equal(expected(), actual());
        }

        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Row_ids_are_those_of_the_source_and_do_not_collide()
    {
        var data = Configurations.Data("latent only", 300);
        var view = View("latent only", data);

        var ids = ViewReader.Rows(view, [view.Schema["Latent"]]).ConvertAll(row => row.Id);

        Assert.Equal(ViewReader.Rows(data, []).ConvertAll(row => row.Id), ids);
        Assert.Equal(300, ids.Distinct().Count());
    }

    [Fact]
    public void Skipped_rows_change_nothing()
    {
        var view = View("all columns", Configurations.Data("all columns", 400));
        var columns = ViewReader.FloatColumns(view.Schema).ToArray();
        var all = ViewReader.Rows(view, columns);
        using var cursor = view.GetRowCursor(columns);
        var readers = columns.Select(column => ViewReader.Reader(cursor, column)).ToArray();

        for (int row = 0; cursor.MoveNext(); row++)
        {
            if (row % 10 == 7)
            {
                Assert.Equal(all[row].Values.Values, readers.Select(read => read()));
            }
        }
    }

    [Fact]
    public void Getters_return_the_same_values_in_any_order_and_however_often_they_are_called()
    {
        var view = View("all columns", Configurations.Data("all columns", 20));
        var added = view.Schema.Skip(4).ToArray();
        var expected = ViewReader.Rows(view, view.Schema.Skip(4));
        using var cursor = view.GetRowCursor(view.Schema);
        var early = added.Select(column => ViewReader.Reader(cursor, column)).ToArray();

        foreach (var row in expected)
        {
            Assert.True(cursor.MoveNext());
            var late = added.Select(column => ViewReader.Reader(cursor, column)).ToArray();
            var backwards = late.Reverse().Concat(early.Reverse()).Select(read => read()).ToArray();

            Assert.Equal(row.Values.Values.Reverse().Concat(row.Values.Values.Reverse()), backwards);
            Assert.Equal(row.Values.Values, early.Select(read => read()));
        }
    }

    [Fact]
    public void The_caller_may_change_the_values_it_receives()
    {
        var view = View("all columns", Configurations.Data("all columns", 3));
        using var cursor = view.GetRowCursor(view.Schema);
        cursor.MoveNext();
        foreach (var column in ViewReader.FloatColumns(view.Schema).Where(column => column.Type is VectorDataViewType))
        {
            var get = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> value = default;
            get(ref value);
            float[] before = [.. value.DenseValues()];

            VBufferEditor.Create(ref value, value.Length).Values.Fill(42);
            VBuffer<float> again = default;
            get(ref again);

            Assert.Equal(before, again.DenseValues());
        }
    }

    [Fact]
    public void Before_the_first_row_and_after_the_last_there_are_no_values()
    {
        var view = View("latent only", Configurations.Data("latent only", 5));
        using var cursor = view.GetRowCursor([view.Schema["Name"], view.Schema["Latent"]]);
        var readLatent = ViewReader.Reader(cursor, view.Schema["Latent"]);
        var getName = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Name"]);
        ReadOnlyMemory<char> name = default;

        Assert.Equal(-1, cursor.Position);
        Assert.Throws<InvalidOperationException>(() => readLatent());
        Assert.Throws<InvalidOperationException>(() => getName(ref name));

        while (cursor.MoveNext())
        {
            readLatent();
        }

        Assert.Equal(-1, cursor.Position);
        Assert.Throws<InvalidOperationException>(() => readLatent());
        Assert.Throws<InvalidOperationException>(() => getName(ref name));
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void A_shuffled_cursor_returns_the_rows_in_the_order_of_the_source()
    {
        var data = Configurations.Data("all columns", 300);
        var view = View("all columns", data);
        var columns = ViewReader.FloatColumns(view.Schema).ToArray();

        var shuffled = ViewReader.Rows(view, columns, new Random(3));

        Assert.Equal(ViewReader.Rows(data, [], new Random(3)).ConvertAll(row => row.Id), shuffled.ConvertAll(row => row.Id));
        AssertSame(ViewReader.Rows(view, columns), shuffled);
    }

    /// <summary>The cursors take turns, so that shared state would show. The conformance suite runs them in parallel.</summary>
    [Fact]
    public void Each_cursor_of_a_set_reads_its_own_blocks()
    {
        var view = View("all columns", Configurations.Data("all columns", 900));
        var columns = ViewReader.FloatColumns(view.Schema).ToArray();
        var serial = ViewReader.Rows(view, columns);
        var cursors = view.GetRowCursorSet(columns, 3);
        var readers = Array.ConvertAll(cursors, cursor => Array.ConvertAll(columns, column => ViewReader.Reader(cursor, column)));

        for (int row = 0; row < 300; row++)
        {
            for (int part = 0; part < 3; part++)
            {
                Assert.True(cursors[part].MoveNext());
                Assert.Equal(serial[(part * 300) + row].Values.Values, readers[part].Select(read => read()));
            }
        }

        Assert.All(cursors, cursor => Assert.False(cursor.MoveNext()));
        Array.ForEach(cursors, cursor => cursor.Dispose());
    }

    [Fact]
    public void Rows_of_a_set_can_be_put_in_order_by_their_batch()
    {
        var data = Configurations.Data("latent only", 20);
        var view = View("latent only", data);

        foreach (var (cursor, source) in view.GetRowCursorSet([view.Schema["Latent"]], 2).Zip(data.GetRowCursorSet([], 2)))
        {
            while (source.MoveNext())
            {
                Assert.True(cursor.MoveNext());
                Assert.Equal((source.Position, source.Batch), (cursor.Position, cursor.Batch));
            }

            cursor.Dispose();
        }
    }

    internal static IDataView View(string configuration, IDataView data) =>
        Configurations.Estimator(configuration).Fit(Configurations.Data(configuration)).Transform(data);

    private static void AssertSame(List<ReadRow> expected, List<ReadRow> actual)
    {
        var byId = actual.ToDictionary(row => row.Id);
        Assert.Equal(expected.Count, byId.Count);
        Assert.All(expected, row => Assert.Equal(row.Values, byId[row.Id].Values));
    }

    /// <summary>The whole row, with numbers as bits.</summary>
    private static Func<string> Reader(DataViewRow row)
    {
        var floats = ViewReader.FloatColumns(row.Schema).Select(column => ViewReader.Reader(row, column)).ToArray();
        var getName = row.GetGetter<ReadOnlyMemory<char>>(row.Schema["Name"]);
        var getId = row.GetIdGetter();
        return () =>
        {
            ReadOnlyMemory<char> name = default;
            DataViewRowId id = default;
            getName(ref name);
            getId(ref id);
            var bits = floats.Select(read => string.Join(' ', read().Select(BitConverter.SingleToInt32Bits)));
            return $"{row.Position} {row.Batch} {id.GetHashCode()} {name}: {string.Join(", ", bits)}";
        };
    }
}
