using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Tests;

namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>Reports on units and the rows of a data view.</summary>
public sealed class UnitReportTests
{
    private const int Dimension = 6;
    private const int Units = 3;
    private const int RowCount = 60;

    private static readonly string[] Topics = ["fruit", "cars", "music"];

    private static readonly string[] Words = ["apple", "pear", "wheel", "motor", "drum", "flute"];

    private static readonly AutoencoderFeaturesTransformer Transformer = Fit();

    [Fact]
    public void Rows_show_the_columns_that_were_asked_for()
    {
        UnitReport report = Transformer.Explain(View(), new() { ShownColumnNames = ["Text", "Topic", "Number", "IsOdd", "Day"] });

        Assert.Equal(["Text", "Topic", "Number", "IsOdd", "Day"], report.ShownNames);
        Assert.All(AllRows(report), row => Assert.Equal(
            [
                $"text {row.Row}", Topics[row.Row % 3], FormattableString.Invariant($"{row.Row / 2f}"), row.Row % 2 == 1 ? "true" : "false",
                $"2024-01-{1 + (row.Row % 9):00} 00:00:00",
            ],
            row.Shown));
        Assert.NotEmpty(AllRows(report));
    }

    [Fact]
    public void The_unit_of_a_topic_shows_its_rows_and_changes_its_words()
    {
        UnitReport report = Transformer.Explain(View(), new() { ShownColumnNames = ["Topic"], Slots = 2 });

        for (int topic = 0; topic < Topics.Length; topic++)
        {
            UnitExplanation unit = report.Units.First(unit => unit.TopRows[0].Shown[0] == Topics[topic]);
            Assert.All(unit.TopRows, row => Assert.Equal(Topics[topic], row.Shown[0]));
            Assert.Equal(
                [Words[2 * topic], Words[(2 * topic) + 1]],
                unit.Effect.Slots.Select(change => report.SlotNames[change.Slot]).OrderBy(word => Array.IndexOf(Words, word)));
        }
    }

    [Fact]
    public void Only_the_shown_columns_are_read_for_listed_rows_only()
    {
        TableView view = View();

        UnitReport report = Transformer.Explain(view, new() { ShownColumnNames = ["Text"], TopRows = 2, WeakRows = 1 });

        Assert.Equal(AllRows(report).Select(row => row.Row).Distinct().Count(), view.Reads["Text"]);
        Assert.Equal(0, view.Reads["Topic"]);
        Assert.Equal(0, view.OpenCursors);
    }

    [Fact]
    public void Without_columns_to_show_the_data_is_read_once()
    {
        TableView view = View();

        UnitReport report = Transformer.Explain(view);

        Assert.Equal(RowCount, view.RowsRead);
        Assert.All(AllRows(report), row => Assert.Empty(row.Shown));
        Assert.Empty(report.ShownNames);
    }

    [Fact]
    public void Slots_without_names_have_none() =>
        Assert.Empty(Transformer.Explain(new TableView(RowCount, Features(annotations: null))).SlotNames);

    [Fact]
    public void The_scores_of_a_classifier_change_without_the_unit_of_its_class()
    {
        ITransformer classifier = Classifier();

        UnitReport report = Transformer.Explain(View(), new() { ShownColumnNames = ["Topic"], DownstreamModel = classifier });

        Assert.Equal(Topics, report.ScoreNames);
        foreach (string topic in Topics)
        {
            UnitExplanation unit = report.Units.First(unit => unit.TopRows[0].Shown[0] == topic);
            Assert.Equal(unit.Effect.ScoreChanges.Min(), unit.Effect.ScoreChanges[Array.IndexOf(Topics, topic)]);
            Assert.True(unit.Effect.ScoreChanges.Min() < -0.05);
        }
    }

    [Fact]
    public void A_score_may_be_a_single_number()
    {
        var mlContext = new MLContext(seed: 1);
        ITransformer regression = mlContext.Regression.Trainers.Sdca("Number", "Latent").Fit(Transformer.Transform(View()));

        UnitReport report = Transformer.Explain(View(), new() { DownstreamModel = regression });

        Assert.Equal(["Score"], report.ScoreNames);
        Assert.All(report.Units, unit => Assert.Single(unit.Effect.ScoreChanges));
        Assert.Contains(report.Units, unit => unit.Effect.ScoreChanges[0] != 0);
    }

    [Fact]
    public void A_missing_column_to_show_is_refused_and_the_error_lists_the_columns() => Assert.Contains(
        "The column to show, 'Title', is missing. It must be text, a key, a Boolean, a number or a time. The columns are 'Features', 'Text', 'Topic'",
        Refusal<ArgumentOutOfRangeException>(new() { ShownColumnNames = ["Title"] }));

    [Fact]
    public void A_vector_cannot_be_shown_and_the_error_names_its_type() => Assert.Contains(
        "The column to show, 'Features', has the wrong type. It must be text, a key, a Boolean, a number or a time, but it is Vector<Single, 6>",
        Refusal<ArgumentOutOfRangeException>(new() { ShownColumnNames = ["Features"] }));

    [Fact]
    public void A_missing_score_column_is_refused_and_the_error_lists_the_columns()
    {
        string message = Refusal<ArgumentOutOfRangeException>(new() { DownstreamModel = Classifier(), ScoreColumnName = "Rating" });

        Assert.Contains("The score column 'Rating' is missing from the output of the downstream model.", message);
        Assert.Contains("'Score'", message);
    }

    [Fact]
    public void A_score_column_of_the_wrong_type_is_refused() => Assert.Contains(
        "The score column 'PredictedLabel' has the wrong type. It must be a Single or a Vector<Single> of fixed size, but it is Key<UInt32",
        Refusal<ArgumentOutOfRangeException>(new() { DownstreamModel = Classifier(), ScoreColumnName = "PredictedLabel" }));

    [Fact]
    public void A_downstream_model_that_needs_other_columns_is_refused()
    {
        var mlContext = new MLContext(seed: 1);
        ITransformer model = mlContext.Transforms.Concatenate("All", "Latent", "Number").Fit(Transformer.Transform(View()));

        string message = Refusal<ArgumentException>(new() { DownstreamModel = model });

        Assert.Contains("must read only the latent column 'Latent', a Vector<Single, 3>, but it refuses that", message);
        Assert.Contains("LastTransformer", message);
    }

    [Fact]
    public void A_downstream_model_and_a_function_cannot_be_combined() => Assert.Contains(
        "but Downstream is set too. Set only one of them.", Refusal<ArgumentException>(new() { DownstreamModel = Classifier(), Downstream = codes => codes }));

    [Fact]
    public void A_missing_input_column_is_named_in_the_error() => Assert.Contains(
        "The input column 'Features' is missing",
        Assert.Throws<ArgumentOutOfRangeException>(() => Transformer.Explain(new TableView(3, Text()))).Message);

    [Fact]
    public void Data_that_shrinks_between_passes_is_refused()
    {
        var shrinking = new ShrinkingView(View(), new TableView(3, [.. Columns()]));

        Assert.Contains(
            "A second pass over the data ended before row",
            Assert.Throws<InvalidOperationException>(() => Transformer.Explain(shrinking, new() { ShownColumnNames = ["Text"] })).Message);
    }

    private static string Refusal<TException>(UnitViewOptions options)
        where TException : Exception => Assert.Throws<TException>(() => Transformer.Explain(View(), options)).Message;

    private static IEnumerable<UnitRow> AllRows(UnitReport report) => report.Units.SelectMany(unit => unit.TopRows.Concat(unit.WeakRows));

    private static ITransformer Classifier() => new MLContext(seed: 1).MulticlassClassification.Trainers.LbfgsMaximumEntropy("Topic", "Latent")
        .Fit(Transformer.Transform(View()));

    private static AutoencoderFeaturesTransformer Fit()
    {
        var kind = new Sparse { Sparsity = new TopK { ActiveUnits = 1 } };
        AutoencoderModel model = Autoencoder.Fit(
            new InMemoryRows(Enumerable.Range(0, RowCount).SelectMany(Row).ToArray(), Dimension),
            new AutoencoderOptions
            {
                LatentDimension = Units, HiddenLayers = [], Kind = kind, Scaling = Scaling.None, Epochs = 60, BatchSize = 20, ValidationFraction = 0, Seed = 1,
            });
        FeatureColumns columns = FeatureColumns.Create(new InputColumns(["Features"]), TestColumns.AllOf(kind), kind)
            .FittedTo(Fitted.Schema(("Features", Fitted.Vector(Dimension))));
        return new AutoencoderFeaturesTransformer(model, columns);
    }

    /// <summary>Row i is about topic i mod 3, two slots of which grow with i.</summary>
    private static float[] Row(int index)
    {
        float[] row = new float[Dimension];
        Array.Fill(row, 1 + (index / 60f), 2 * (index % 3), 2);
        return row;
    }

    private static TableView View() => new(RowCount, [.. Columns()]);

    private static IEnumerable<TableColumn> Columns() =>
    [
        Features(Names("SlotNames", Words)),
        Text(),
        new(
            "Topic",
            new KeyDataViewType(typeof(uint), 3),
            Names("KeyValues", Topics),
            row => new ValueGetter<uint>((ref uint value) => value = (uint)((row() % 3) + 1))),
        TableColumn.Scalar("Number", NumberDataViewType.Single, i => i / 2f),
        TableColumn.Scalar("IsOdd", BooleanDataViewType.Instance, i => i % 2 == 1),
        TableColumn.Scalar("Day", DateTimeDataViewType.Instance, i => new DateTime(2024, 1, 1 + (i % 9))),
    ];

    private static TableColumn Features(DataViewSchema.Annotations? annotations) =>
        TableColumn.Vector("Features", Fitted.Vector(Dimension), i => new VBuffer<float>(Dimension, Row(i)), annotations);

    private static TableColumn Text() => TableColumn.Scalar("Text", TextDataViewType.Instance, i => $"text {i}".AsMemory());

    private static DataViewSchema.Annotations Names(string kind, params string[] names)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            kind,
            new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(names.Length, [.. names.Select(name => name.AsMemory())]));
        return builder.ToAnnotations();
    }

    /// <summary>A view whose first pass has more rows than later ones.</summary>
    private sealed class ShrinkingView(TableView first, TableView later) : IDataView
    {
        private bool _isLater;

        public bool CanShuffle => false;

        public DataViewSchema Schema => first.Schema;

        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            TableView view = _isLater ? later : first;
            _isLater = true;
            return view.GetRowCursor(view.Schema.Where(column => columnsNeeded.Any(needed => needed.Name == column.Name)), rand);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }
}
