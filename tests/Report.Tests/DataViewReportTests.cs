using System.Xml.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Report;

/// <summary>Reports on transformers and data views.</summary>
public sealed class DataViewReportTests
{
    private static readonly AutoencoderFeaturesTransformer Transformer = Samples.Transformer(Samples.View(60));

    [Fact]
    public void A_text_column_colors_by_category() => Assert.Equal(
        ["blue 30", "red 30"], Legend(Samples.Text("Label", i => i % 2 == 0 ? "red" : "blue")));

    [Fact]
    public void A_key_column_colors_by_its_key_values_in_their_order()
    {
        var column = new TableColumn(
            "Label",
            new KeyDataViewType(typeof(uint), 2),
            Samples.Names("KeyValues", "zebra", "ant"),
            row => new ValueGetter<uint>((ref uint value) => value = (uint)(row() % 3)));

        Assert.Equal(["zebra 20", "ant 20", "other or none 20"], Legend(column));
    }

    [Fact]
    public void Key_values_may_be_numbers_of_any_type()
    {
        Assert.Equal(["7 30", "200 30"], Legend(Key<byte>(NumberDataViewType.Byte, 7, 200)));
        Assert.Equal(["-7 30", "100 30"], Legend(Key<sbyte>(NumberDataViewType.SByte, -7, 100)));
        Assert.Equal(["-700 30", "200 30"], Legend(Key<short>(NumberDataViewType.Int16, -700, 200)));
        Assert.Equal(["7 30", "60000 30"], Legend(Key<ushort>(NumberDataViewType.UInt16, 7, 60_000)));
        Assert.Equal(["-7 30", "70000 30"], Legend(Key(NumberDataViewType.Int32, -7, 70_000)));
        Assert.Equal(["7 30", "70000 30"], Legend(Key<uint>(NumberDataViewType.UInt32, 7, 70_000)));
        Assert.Equal(["-7 30", "9007199254740993 30"], Legend(Key(NumberDataViewType.Int64, -7, (1L << 53) + 1)));
        Assert.Equal(["7 30", "9007199254740993 30"], Legend(Key<ulong>(NumberDataViewType.UInt64, 7, (1UL << 53) + 1)));
        Assert.Equal(["0.5 30", "-2 30"], Legend(Key(NumberDataViewType.Single, 0.5f, -2)));
        Assert.Equal(["0.5 30", "-2 30"], Legend(Key(NumberDataViewType.Double, 0.5, -2)));

        static TableColumn Key<T>(NumberDataViewType type, params T[] values)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add("KeyValues", new VectorDataViewType(type, values.Length), (ref VBuffer<T> value) => value = new(values.Length, values));
            return new(
                "Label",
                new KeyDataViewType(typeof(uint), values.Length),
                annotations.ToAnnotations(),
                row => new ValueGetter<uint>((ref uint value) => value = (uint)((row() % 2) + 1)));
        }
    }

    [Fact]
    public void A_Boolean_column_colors_by_its_value() => Assert.Equal(
        ["false 45", "true 15"], Legend(TableColumn.Scalar("Label", BooleanDataViewType.Instance, i => i % 4 == 0)));

    [Fact]
    public void A_few_whole_numbers_are_categories_in_ascending_order() => Assert.Equal(
        ["-2 20", "3 20", "11 20"], Legend(TableColumn.Scalar("Label", NumberDataViewType.Int32, i => (i % 3) switch { 0 => 11, 1 => -2, _ => 3 })));

    [Fact]
    public void Other_numbers_are_shown_as_shades()
    {
        string[] legend = Legend(TableColumn.Scalar("Label", NumberDataViewType.Single, i => i == 7 ? float.NaN : i / 10f));

        Assert.Equal(8, legend.Length);
        Assert.StartsWith("up to ", legend[0], StringComparison.Ordinal);
        Assert.Equal("none 1", legend[^1]);
    }

    [Fact]
    public void A_missing_label_column_is_refused_and_the_error_lists_the_columns() => Assert.Contains(
        "The label column 'Label' is missing. It must be a key, text, a Boolean or a number. The columns are 'Features'.", Refusal("Label"));

    [Fact]
    public void A_label_column_of_the_wrong_type_is_refused_and_the_error_names_the_type() => Assert.Contains(
        "The label column 'Features' has the wrong type. It must be a key, text, a Boolean or a number, but it is Vector<Single, 6>.",
        Refusal("Features"));

    [Fact]
    public void A_missing_input_column_is_named_in_the_error()
    {
        var view = new TableView(3, Samples.Text("Other", i => "x"));

        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => ReportFile.Of(path => Transformer.WriteReport(path, view)));
        Assert.Contains("The input column 'Features' is missing", refusal.Message);
    }

    [Fact]
    public void Slots_are_shown_by_name_and_a_one_hot_group_as_one_value()
    {
        TableView view = Samples.View(60, ["Age", "Income", "Member", "City.Oslo", "City.Lima", "City.Pune"]);
        AutoencoderFeaturesTransformer transformer = Samples.Transformer(view, Samples.Mixed);

        ReportFile report = ReportFile.Of(path => transformer.WriteReport(path, view));

        XElement figure = report.Figure("How well each value is reconstructed");
        Assert.Equal(
            ["Age", "City", "Income", "Member"],
            figure.Descendants().Where(cell => cell.Attribute("scope")?.Value == "row").Select(cell => cell.Value).Order());
        Assert.Contains(report.Elements("td"), cell => cell.Value is "Oslo" or "Lima" or "Pune");
    }

    [Fact]
    public void The_cursor_is_disposed_and_only_the_needed_columns_are_read()
    {
        TableView view = Samples.View(60, null, Samples.Text("Label", i => "a"), Samples.Text("Other", i => "b"));

        ReportFile.Of(path => Transformer.WriteReport(path, view, new ReportOptions { LabelColumnName = "Label" }));

        Assert.Equal(0, view.OpenCursors);
        Assert.Equal(60, view.RowsRead);
        Assert.Equal(0, view.Reads["Other"]);
    }

    private static string[] Legend(TableColumn label)
    {
        TableView view = Samples.View(60, null, label);
        ReportFile report = ReportFile.Of(path => Transformer.WriteReport(path, view, new ReportOptions { LabelColumnName = label.Name }));
        return [.. report.Elements("ul", "legend").Elements().Select(entry => entry.Value)];
    }

    private static string Refusal(string label) => Assert.Throws<ArgumentOutOfRangeException>(
        () => ReportFile.Of(path => Transformer.WriteReport(path, Samples.View(5), new ReportOptions { LabelColumnName = label }))).Message;
}
