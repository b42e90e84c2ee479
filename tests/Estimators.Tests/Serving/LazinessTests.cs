using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests.Serving;

/// <summary>What reading ahead costs callers that read few rows, and what it keeps.</summary>
public sealed class LazinessTests
{
    private const int Rows = 1000;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(4, 7)]
    [InlineData(100, 127)]
    [InlineData(300, 383)]
    public void Taking_few_rows_reads_few(int taken, int expected)
    {
        var data = Configurations.Data("latent only", Rows);
        var view = BlockTests.View("latent only", data);

        Read(view, taken, "Latent");

        Assert.Equal(expected, data.RowsRead);
    }

    [Fact]
    public void TakeRows_reads_only_what_it_takes()
    {
        foreach (int count in (int[])[1, 3])
        {
            var data = Configurations.Data("latent only", Rows);
            var view = new MLContext().Data.TakeRows(BlockTests.View("latent only", data), count);

            Assert.Equal(count, ViewReader.Column(view, "Latent").Length);
            Assert.Equal(count, data.RowsRead);
        }
    }

    [Fact]
    public void A_value_that_is_both_passed_through_and_encoded_is_read_once()
    {
        var data = Configurations.Data("all columns", Rows);
        var view = BlockTests.View("all columns", data);
        string[] read = ["Name", TestData.Input];

        ViewReader.Rows(view, view.Schema.Where(column => column.Name == TestData.Input || column.Index >= 4));
        using (var cursor = view.GetRowCursor([view.Schema["Name"]]))
        {
            var getName = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Name"]);
            ReadOnlyMemory<char> name = default;
            while (cursor.MoveNext())
            {
                getName(ref name);
            }
        }

        Assert.All(data.Reads, column => Assert.Equal(read.Contains(column.Key) ? Rows : 0, column.Value));
    }

    [Fact]
    public void If_nothing_is_computed_nothing_is_read_ahead()
    {
        var data = Configurations.Data("all columns", Rows);
        var view = BlockTests.View("all columns", data);
        using var cursor = view.GetRowCursor([view.Schema["Weight"], view.Schema[TestData.Input]]);
        var readWeight = ViewReader.Reader(cursor, view.Schema["Weight"]);

        for (int row = 0; row < 50; row++)
        {
            cursor.MoveNext();
            readWeight();
        }

        Assert.Equal(50, data.RowsRead);
        Assert.Equal(50, data.Reads["Weight"]);
        Assert.Equal(50, data.ValuesRead);
    }

    /// <summary>A vector of the wrong size shows it: encoding the vector would throw.</summary>
    [Fact]
    public void A_block_whose_features_are_not_requested_is_not_encoded()
    {
        var data = TestData.WithInput(TableColumn.Vector(
            TestData.Input,
            new VectorDataViewType(NumberDataViewType.Single, TestData.Dimension),
            i => i == 20 ? new VBuffer<float>(2, [1, 2]) : new VBuffer<float>(TestData.Dimension, TestData.Row(i))));
        var view = BlockTests.View("all columns", data);
        using var cursor = view.GetRowCursor([view.Schema["Weight"], view.Schema["Latent"]]);
        var readLatent = ViewReader.Reader(cursor, view.Schema["Latent"]);
        var readWeight = ViewReader.Reader(cursor, view.Schema["Weight"]);

        for (int row = 0; row < TestData.RowCount; row++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(TestData.Weight(row), readWeight()[0]);
            if (row is < 15 or >= 31)
            {
                readLatent();
            }
        }
    }

    [Fact]
    public void With_a_column_whose_values_cannot_be_kept_rows_are_read_one_by_one()
    {
        var shared = new StringBuilder();
        var data = Configurations.Data("all columns", 20, TableColumn.Scalar("Shared", new ValueType<StringBuilder>(), i => shared.Clear().Append(i)));
        var view = BlockTests.View("all columns", data);
        var expected = ViewReader.Rows(view, [view.Schema["Latent"]]);
        using var cursor = view.GetRowCursor(view.Schema);
        var getShared = cursor.GetGetter<StringBuilder>(view.Schema["Shared"]);
        var readLatent = ViewReader.Reader(cursor, view.Schema["Latent"]);
        int before = data.RowsRead;

        for (int row = 0; row < 20; row++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(before + row + 1, data.RowsRead);
            StringBuilder? value = null;
            getShared(ref value!);
            Assert.Equal($"{row}", value.ToString());
            Assert.Equal(expected[row].Values.Values.Single(), readLatent());
        }

        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Wide_columns_make_short_blocks()
    {
        const int Width = 1 << 16;
        float[] wide = new float[Width];
        var data = Configurations.Data("latent only", Rows, TableColumn.Vector(
            "Wide", new VectorDataViewType(NumberDataViewType.Single, Width), i => new VBuffer<float>(Width, wide)));
        var view = BlockTests.View("latent only", data);

        Read(view, 40, "Latent", "Wide");

        Assert.InRange(data.RowsRead, 41, 43);
    }

    [Theory]
    [InlineData(1 << 16, 41, 63)]
    [InlineData(1 << 18, 41, 47)]
    public void Wide_inputs_make_short_blocks_even_if_they_are_sparse(int width, int min, int max)
    {
        var options = new AutoencoderFeaturesOptions { OutputColumnName = "Latent", InputColumnName = "Wide", LatentDimension = 1, HiddenLayers = [], Epochs = 1 };
        var data = Wide(width, 100);
        var view = new MLContext(seed: 1).Transforms.AutoencoderFeatures(options).Fit(Wide(width, 3)).Transform(data);

        Read(view, 40, "Latent");

        Assert.InRange(data.RowsRead, min, max);
    }

    [Fact]
    public void An_exception_of_the_source_is_thrown_at_its_row()
    {
        var failing = TableColumn.Scalar("Failing", NumberDataViewType.Single, i => i == 200 ? throw new FormatException("row 200") : (float)i);
        var view = BlockTests.View("latent only", Configurations.Data("latent only", Rows, failing));
        using var cursor = view.GetRowCursor([view.Schema["Latent"], view.Schema["Failing"]]);
        var readFailing = ViewReader.Reader(cursor, view.Schema["Failing"]);

        for (int row = 0; row < 200; row++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(row, readFailing()[0]);
        }

        Assert.Throws<FormatException>(() => cursor.MoveNext());
        Assert.Throws<FormatException>(() => cursor.MoveNext());
    }

    [Fact]
    public void A_cursor_disposed_in_the_middle_of_a_block_leaves_none_open()
    {
        var data = Configurations.Data("latent only", Rows);
        var view = BlockTests.View("latent only", data);

        Read(view, 200, "Latent");

        Assert.Equal(0, data.OpenCursors);
    }

    private static void Read(IDataView view, int count, params string[] columns)
    {
        var active = columns.Select(name => view.Schema[name]).ToArray();
        using var cursor = view.GetRowCursor(active);
        var readers = active.Select(column => ViewReader.Reader(cursor, column)).ToArray();
        for (int row = 0; row < count; row++)
        {
            Assert.True(cursor.MoveNext());
            Array.ForEach(readers, read => read());
        }
    }

    private static TableView Wide(int width, int rows) => new(rows, TableColumn.Vector(
        "Wide",
        new VectorDataViewType(NumberDataViewType.Single, width),
        i => new VBuffer<float>(width, 2, [1, i], [i % 7, width - 1])));
}
