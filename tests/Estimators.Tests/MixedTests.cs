using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>Tables of numbers, categories and Booleans. Annotations or options state the kinds of the slots.</summary>
public sealed class MixedTests
{
    [Fact]
    public void Groups_are_read_from_the_annotation_of_a_column()
    {
        var slots = SlotsOf(Fit(Table(Categories(5, [1, 2, 3, 4])), "Color"));

        Assert.Equal([SlotRange.OneHot(1, 2), SlotRange.OneHot(3, 2)], slots);
    }

    [Fact]
    public void A_group_of_one_slot_is_binary() =>
        Assert.Equal([SlotRange.Binary(0, 1), SlotRange.OneHot(1, 3)], SlotsOf(Fit(Table(Categories(4, [0, 0, 1, 3])), "Color")));

    [Fact]
    public void Groups_of_several_columns_are_at_the_positions_of_the_columns()
    {
        var data = Table(Categories(3, [0, 2]));

        Assert.Equal([SlotRange.OneHot(3, 3)], SlotsOf(Fit(data, "Age", "Size", "Color")));
        Assert.Equal([SlotRange.OneHot(1, 3)], SlotsOf(Fit(data, "Age", "Color", "Size")));
    }

    [Fact]
    public void The_groups_are_saved_in_the_model_file()
    {
        var data = Table(Categories(3, [0, 2]));

        var loaded = SaveAndLoad.InFreshContext(Fit(data, "Age", "Color"), data.Schema).Transformer;

        Assert.Equal([SlotRange.OneHot(1, 3)], SlotsOf((AutoencoderFeaturesTransformer)loaded));
    }

    [Fact]
    public void The_reconstruction_of_a_group_is_a_distribution()
    {
        var data = Table(Categories(3, [0, 2]));

        float[][] rows = ViewReader.Column(Fit(data, "Age", "Color").Transform(data), "Decoded");

        Assert.All(rows, row => Assert.Equal(1f, row[1..].Sum(), 1e-5f));
        Assert.All(rows.SelectMany(row => row[1..]), value => Assert.InRange(value, 0f, 1f));
    }

    [Fact]
    public void The_encoders_of_ML_NET_are_understood_directly_and_after_Concatenate()
    {
        var context = new MLContext(seed: 1);
        var data = new TableView(
            30,
            TableColumn.Scalar("Age", NumberDataViewType.Single, TestData.Weight),
            TableColumn.Scalar("Color", TextDataViewType.Instance, i => $"color {i % 3}".AsMemory()),
            TableColumn.Scalar("Same", TextDataViewType.Instance, _ => "always".AsMemory()),
            TableColumn.Scalar("Member", BooleanDataViewType.Instance, i => i % 2 == 0));
        string[] columns = ["Age", "Color", "Member", "Same", "Hash"];
        var encoders = context.Transforms.Categorical.OneHotEncoding("Color")
            .Append(context.Transforms.Categorical.OneHotEncoding("Same"))
            .Append(context.Transforms.Categorical.OneHotHashEncoding("Hash", "Age", numberOfBits: 2))
            .Append(context.Transforms.Conversion.ConvertType("Member", outputKind: DataKind.Single));
        SlotRange[] expected = [SlotRange.OneHot(1, 3), SlotRange.Binary(5, 1), SlotRange.OneHot(6, 4)];

        var direct = encoders.Append(Estimator(columns)).Fit(data).LastTransformer;
        var joined = encoders.Append(context.Transforms.Concatenate("Joined", columns)).Append(Estimator("Joined")).Fit(data).LastTransformer;

        Assert.Equal(expected, SlotsOf(direct));
        Assert.Equal(expected, SlotsOf(joined));
        Assert.Equal(PersistenceTests.ModelBytes(direct), PersistenceTests.ModelBytes(joined));
    }

    [Theory]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 0, 1, 2 })]
    [InlineData(new[] { 2, 1 })]
    [InlineData(new[] { -1, 1 })]
    [InlineData(new[] { 1, 3 })]
    [InlineData(new[] { 1, int.MaxValue })]
    [InlineData(new[] { 1, 2, 0, 0 })]
    [InlineData(new[] { 0, 1, 1, 2 })]
    public void An_invalid_annotation_is_ignored(int[] ranges) =>
        Assert.Empty(SlotsOf(Fit(Table(Categories(3, ranges)), "Color")));

    [Fact]
    public void Without_marked_slots_all_are_continuous_and_one_warning_says_what_to_do()
    {
        var log = new Logged();

        var transformer = Fit(Table(Categories(3, null)), log.Context, new Mixed(), "Age", "Color");

        Assert.Empty(SlotsOf(transformer));
        string warning = Assert.Single(log.Warnings, line => line.Contains("continuous", StringComparison.Ordinal));
        Assert.All(
            ["'Age', 'Color'", "Slots = [SlotRange.OneHot(start, count)", "OneHotEncoding"],
            part => Assert.Contains(part, warning, StringComparison.Ordinal));
    }

    [Fact]
    public void Slots_set_by_the_user_take_precedence_over_the_annotation()
    {
        var log = new Logged();
        var mixed = new Mixed { Slots = [SlotRange.Binary(0, 3)], Variance = 0.5f };

        var transformer = Fit(Table(Categories(3, [0, 2])), log.Context, mixed, "Color");

        Assert.Equal(mixed, transformer.Model.Reconstruction);
        Assert.DoesNotContain(log.Warnings, line => line.Contains("continuous", StringComparison.Ordinal));
    }

    [Fact]
    public void An_estimator_reads_the_annotation_in_each_fit()
    {
        var estimator = Estimator("Color");

        Assert.Equal([SlotRange.OneHot(0, 3)], SlotsOf(estimator.Fit(Table(Categories(3, [0, 2])))));
        Assert.Equal([SlotRange.OneHot(1, 2)], SlotsOf(estimator.Fit(Table(Categories(3, [1, 2])))));
    }

    private static IEnumerable<SlotRange> SlotsOf(AutoencoderFeaturesTransformer transformer) =>
        Assert.IsType<Mixed>(transformer.Model.Reconstruction).Slots!;

    private static AutoencoderFeaturesTransformer Fit(IDataView data, params string[] inputs) =>
        Fit(data, new MLContext(), new Mixed(), inputs);

    private static AutoencoderFeaturesTransformer Fit(IDataView data, MLContext context, Mixed mixed, params string[] inputs) =>
        context.Transforms.AutoencoderFeatures(Options(mixed, inputs)).Fit(data);

    private static AutoencoderFeaturesEstimator Estimator(params string[] inputs) =>
        new MLContext().Transforms.AutoencoderFeatures(Options(new Mixed(), inputs));

    private static AutoencoderFeaturesOptions Options(Mixed mixed, params string[] inputs)
    {
        var options = Configurations.Options("with reconstruction");
        (options.InputColumnName, options.InputColumnNames, options.Reconstruction) = (null, inputs, mixed);
        return options;
    }

    private static TableView Table(TableColumn categories) => new(
        30,
        TableColumn.Scalar("Age", NumberDataViewType.Single, TestData.Weight),
        TableColumn.Vector("Size", new VectorDataViewType(NumberDataViewType.Single, 2), i => new VBuffer<float>(2, TestData.SecondRow(i))),
        categories);

    /// <summary>One of <paramref name="size"/> slots is 1. The annotation is like that of ML.NET's encoders, or absent.</summary>
    private static TableColumn Categories(int size, int[]? ranges)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (ranges is not null)
        {
            builder.Add(
                "CategoricalSlotRanges",
                new VectorDataViewType(NumberDataViewType.Int32, ranges.Length),
                (ref VBuffer<int> value) => value = new(ranges.Length, ranges));
        }

        return TableColumn.Vector(
            "Color",
            new VectorDataViewType(NumberDataViewType.Single, size),
            i => new VBuffer<float>(size, [.. Enumerable.Range(0, size).Select(slot => slot == i % size ? 1f : 0f)]),
            builder.ToAnnotations());
    }
}
