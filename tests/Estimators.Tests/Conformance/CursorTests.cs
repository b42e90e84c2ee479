using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Line 5 of the contract, and what else a cursor owes: laziness, ids, the order of rows, getters that refuse.</summary>
public sealed class CursorTests
{
    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Values_do_not_depend_on_which_columns_are_active(string configuration)
    {
        var data = Configurations.Data(configuration);
        var view = Configurations.Estimator(configuration).Fit(data).Transform(data);
        var columns = ViewReader.FloatColumns(view.Schema).ToArray();
        var all = ViewReader.Rows(view, columns);

        AssertAgrees(all, ViewReader.Rows(view, columns.Where(column => column.Index % 2 == 0)));
        AssertAgrees(all, ViewReader.Rows(view, columns.Where(column => column.Index % 2 == 1)));
        Assert.All(columns, column => AssertAgrees(all, ViewReader.Rows(view, [column])));
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Row_ids_pass_through_without_collisions(string configuration)
    {
        var data = Configurations.Data(configuration);
        var view = Configurations.Estimator(configuration).Fit(data).Transform(data);

        var ids = ViewReader.Rows(view, view.Schema.Skip(data.Schema.Count)).ConvertAll(row => row.Id);

        Assert.Equal(ViewReader.Rows(data, []).ConvertAll(row => row.Id), ids);
        Assert.Equal(TestData.RowCount, ids.Distinct().Count());
    }

    [Fact]
    public void Transform_reads_nothing()
    {
        var transformer = Configurations.Estimator("all columns").Fit(TestData.Good());
        var data = TestData.Good();

        var view = transformer.Transform(data);
        using var cursor = view.GetRowCursor(view.Schema);
        cursor.GetGetter<VBuffer<float>>(view.Schema["Latent"]);

        Assert.Equal(TestData.RowCount, view.GetRowCount());
        Assert.Equal(data.CanShuffle, view.CanShuffle);
        Assert.Equal(0, data.RowsRead);
        Assert.Equal(0, data.ValuesRead);
    }

    [Fact]
    public void Only_what_is_needed_is_activated()
    {
        var transformer = Configurations.Estimator("all columns").Fit(TestData.Good());
        var data = TestData.Good();
        var schema = transformer.Transform(data).Schema;

        using (transformer.Transform(data).GetRowCursor([schema["Weight"]]))
        using (transformer.Transform(data).GetRowCursor([schema["Score"], schema["Name"]]))
        {
            Assert.Equal([["Weight"], ["Name", TestData.Input]], data.Activations);
        }
    }

    [Fact]
    public void A_row_is_read_once_however_many_columns_are_read()
    {
        var transformer = Configurations.Estimator("all columns").Fit(TestData.Good());
        var data = TestData.Good();
        var view = transformer.Transform(data);

        ViewReader.Rows(view, view.Schema.Skip(data.Schema.Count));

        Assert.Equal(TestData.RowCount, data.ValuesRead);
    }

    [Fact]
    public void Rows_that_are_alike_are_each_read_and_have_the_same_values()
    {
        float[] same = TestData.Row(1);
        var data = TestData.Good(row: _ => same);
        var view = Configurations.Estimator("all columns").Fit(TestData.Good()).Transform(data);

        var rows = ViewReader.Rows(view, view.Schema.Skip(data.Schema.Count));

        Assert.Equal(TestData.RowCount, data.ValuesRead);
        Assert.All(rows, row => Assert.Equal(rows[0].Values, row.Values));
    }

    [Fact]
    public void Getters_reuse_the_buffer_they_are_given()
    {
        var data = TestData.Good();
        var view = Configurations.Estimator("latent only").Fit(data).Transform(data);
        using var cursor = view.GetRowCursor([view.Schema["Latent"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Latent"]);
        VBuffer<float> value = default;
        cursor.MoveNext();
        getter(ref value);
        ref readonly float before = ref value.GetValues()[0];

        cursor.MoveNext();
        getter(ref value);

        Assert.True(System.Runtime.CompilerServices.Unsafe.AreSame(in before, in value.GetValues()[0]));
    }

    [Fact]
    public void Inactive_columns_and_wrong_types_are_refused()
    {
        var data = TestData.Good();
        var view = Configurations.Estimator("all columns").Fit(data).Transform(data);
        var (latent, score, weight) = (view.Schema["Latent"], view.Schema["Score"], view.Schema["Weight"]);

        using var cursor = view.GetRowCursor([latent, weight]);

        Assert.True(cursor.IsColumnActive(latent));
        Assert.False(cursor.IsColumnActive(score));
        Assert.False(cursor.IsColumnActive(view.Schema[TestData.Input]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(score));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<VBuffer<double>>(latent));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(latent));
        Assert.ThrowsAny<InvalidOperationException>(() => cursor.GetGetter<double>(weight));
    }

    [Fact]
    public void Cursors_that_cannot_be_made_leave_none_open()
    {
        var good = TestData.Good();
        var data = new TableView(TestData.RowCount, TableColumn.Unreadable(TestData.Input, good.Schema[TestData.Input].Type));
        var view = Configurations.Estimator("latent only").Fit(good).Transform(data);
        var latent = view.Schema["Latent"];

        Assert.Throws<InvalidOperationException>(() => view.GetRowCursor([latent]));
        Assert.Throws<InvalidOperationException>(() => view.GetRowCursorSet([latent], 3));

        Assert.Equal(0, data.OpenCursors);
    }

    private static void AssertAgrees(List<ReadRow> all, List<ReadRow> some)
    {
        Assert.Equal(all.ConvertAll(row => row.Id), some.ConvertAll(row => row.Id));
        for (int i = 0; i < all.Count; i++)
        {
            Assert.All(some[i].Values, column => Assert.Equal(all[i].Values[column.Key], column.Value));
        }
    }
}
