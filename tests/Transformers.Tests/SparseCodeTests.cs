using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Tests;

namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>The latent column of codes that are 0 in most units.</summary>
public sealed class SparseCodeTests
{
    private const int Dimension = 12;
    private const int Units = 16;
    private const int RowCount = 60;
    private const int Topics = 3;

    private static readonly AutoencoderFeaturesTransformer KeepsFour = Fit(new TopK { ActiveUnits = Units / 4 });

    [Fact]
    public void Codes_with_values_in_at_most_a_quarter_of_the_units_are_sparse() => Assert.All(Latent(KeepsFour, View()), code =>
    {
        Assert.False(code.IsDense);
        Assert.Equal(Units, code.Length);
        Assert.InRange(code.GetValues().Length, 1, Units / 4);
        Assert.DoesNotContain(0f, code.GetValues().ToArray());
    });

    [Fact]
    public void Codes_with_values_in_more_units_are_dense()
    {
        VBuffer<float>[] codes = Latent(Fit(new TopK { ActiveUnits = Units / 2 }), View());

        Assert.Contains(codes, code => code.IsDense);
        Assert.All(codes, code => Assert.Equal(code.DenseValues().Count(value => value != 0) > Units / 4, code.IsDense));
    }

    [Fact]
    public void Codes_of_a_kind_that_sets_no_unit_to_0_are_dense() =>
        Assert.All(Latent(Fit(new KlSparsity()), View()), code => Assert.True(code.IsDense));

    [Fact]
    public void All_values_together_are_those_of_the_method_for_arrays() => Assert.Equal(
        KeepsFour.Encode(Enumerable.Range(0, RowCount).SelectMany(Row).ToArray()),
        Latent(KeepsFour, View()).SelectMany(code => code.DenseValues()));

    [Fact]
    public void A_row_that_is_not_finite_gives_NaN_in_all_units_and_leaves_no_trace_in_the_next_row()
    {
        float[] unusable = [float.NaN, .. Row(0).Skip(1)];
        IDataView view = View([Row(0), unusable, Row(2), unusable, unusable, Row(5)]);

        // All rows are read into one buffer, which is dense and sparse in turn.
        VBuffer<float>[] codes = Latent(KeepsFour, view);

        Assert.Equal([false, true, false, true, true, false], codes.Select(code => code.IsDense));
        Assert.All(codes.Where(code => code.IsDense), code => Assert.All(code.DenseValues(), value => Assert.True(float.IsNaN(value))));
        Assert.Equal(KeepsFour.Encode([.. Row(0), .. Row(2), .. Row(5)]), codes.Where(code => !code.IsDense).SelectMany(code => code.DenseValues()));
    }

    [Fact]
    public void A_linear_trainer_learns_topics_from_sparse_codes()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView codes = mlContext.Transforms.Conversion.MapValueToKey("Label", "Topic").Fit(View()).Transform(View());
        codes = KeepsFour.Transform(codes);

        ITransformer classifier = mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Latent").Fit(codes);

        Assert.InRange(mlContext.MulticlassClassification.Evaluate(classifier.Transform(codes)).MicroAccuracy, 0.9, 1);
    }

    [Fact]
    public void Slots_have_the_same_names_as_those_of_dense_codes_before_and_after_saving()
    {
        string[] expected = [.. Enumerable.Range(0, Units).Select(unit => $"Latent{unit}")];

        Assert.Equal(expected, SlotNames(KeepsFour));
        Assert.Equal(expected, SlotNames(Fit(new KlSparsity())));
        Assert.Equal(expected, SlotNames(Fitted.Load(Fitted.Save(KeepsFour))));
    }

    private static AutoencoderFeaturesTransformer Fit(Sparsity sparsity)
    {
        var kind = new Sparse { Sparsity = sparsity };
        AutoencoderModel model = Autoencoder.Fit(
            new InMemoryRows(Enumerable.Range(0, RowCount).SelectMany(Row).ToArray(), Dimension),
            new AutoencoderOptions { LatentDimension = Units, HiddenLayers = [], Kind = kind, Epochs = 10, BatchSize = 20, ValidationFraction = 0, Seed = 1 });
        FeatureColumns columns = FeatureColumns.Create(new InputColumns(["Features"]), TestColumns.AllOf(kind), kind)
            .FittedTo(Fitted.Schema(("Features", Fitted.Vector(Dimension))));
        return new AutoencoderFeaturesTransformer(model, columns);
    }

    /// <summary>Row i is about topic i mod 3, which a third of the slots belongs to.</summary>
    private static float[] Row(int index)
    {
        var random = new Random(index);
        return [.. Enumerable.Range(0, Dimension).Select(slot => slot / 4 == index % Topics ? 1 + random.NextSingle() : 0.2f * random.NextSingle())];
    }

    private static IDataView View() => View([.. Enumerable.Range(0, RowCount).Select(Row)]);

    private static IDataView View(float[][] rows) => new MLContext().Data.LoadFromEnumerable(
        [.. rows.Select((row, i) => new Input { Features = row, Topic = (uint)(i % Topics) })]);

    /// <summary>Reads the column into one buffer, and returns copies.</summary>
    private static VBuffer<float>[] Latent(AutoencoderFeaturesTransformer transformer, IDataView view)
    {
        IDataView transformed = transformer.Transform(view);
        DataViewSchema.Column column = transformed.Schema["Latent"];
        using DataViewRowCursor cursor = transformed.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        var copies = new List<VBuffer<float>>();
        VBuffer<float> buffer = default;
        while (cursor.MoveNext())
        {
            getter(ref buffer);
            VBuffer<float> copy = default;
            buffer.CopyTo(ref copy);
            copies.Add(copy);
        }

        return [.. copies];
    }

    private static IEnumerable<string> SlotNames(ITransformer transformer)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        transformer.GetOutputSchema(View().Schema)["Latent"].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private sealed class Input
    {
        [VectorType(Dimension)]
        public float[] Features { get; init; } = [];

        public uint Topic { get; init; }
    }
}
