using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Line 1 of the contract: what the estimator promises is what the transformer delivers.</summary>
public sealed class SchemaTests
{
    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void The_promised_shape_is_the_delivered_one(string configuration)
    {
        var data = Configurations.Data(configuration);
        var estimator = Configurations.Estimator(configuration);

        var promised = estimator.GetOutputSchema(SchemaAssert.ShapeOf(data.Schema));
        var delivered = estimator.Fit(data).GetOutputSchema(data.Schema);

        SchemaAssert.Same(SchemaAssert.ShapeOf(delivered), promised);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("slot names and others")]
    [InlineData("slot names for another number of slots")]
    [InlineData("slot names that are numbers")]
    public void The_promised_annotations_are_the_delivered_ones_for_any_input(string annotations)
    {
        var data = TestData.WithInput(TableColumn.Vector(
            TestData.Input,
            new VectorDataViewType(NumberDataViewType.Single, TestData.Dimension),
            i => new VBuffer<float>(TestData.Dimension, TestData.Row(i)),
            Annotations(annotations)));

        Assert.All(Configurations.Every, configuration =>
        {
            var estimator = Configurations.Estimator(configuration);
            var promised = estimator.GetOutputSchema(SchemaAssert.ShapeOf(data.Schema));
            SchemaAssert.Same(SchemaAssert.ShapeOf(estimator.Fit(data).GetOutputSchema(data.Schema)), promised);
        });
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Transformed_data_has_the_announced_schema(string configuration)
    {
        var data = Configurations.Data(configuration);
        var transformer = Configurations.Estimator(configuration).Fit(data);

        SchemaAssert.Same(transformer.GetOutputSchema(data.Schema), transformer.Transform(data).Schema);
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void Input_columns_keep_their_positions_and_ours_follow(string configuration)
    {
        var data = Configurations.Data(configuration);

        var schema = Configurations.Estimator(configuration).Fit(data).GetOutputSchema(data.Schema);

        Assert.Equal(
            data.Schema.Select(column => column.Name).Concat(Configurations.Added(configuration)),
            schema.Select(column => column.Name));
    }

    [Fact]
    public void A_column_of_the_same_name_is_hidden()
    {
        var data = TestData.Good();

        var schema = Configurations.Estimator("output replaces input").Fit(data).GetOutputSchema(data.Schema);

        Assert.True(schema[data.Schema[TestData.Input].Index].IsHidden);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), schema[TestData.Input].Type);
    }

    [Fact]
    public void Latent_slots_are_named_and_reconstructions_keep_the_names_of_the_input()
    {
        var data = TestData.Good();

        var schema = Configurations.Estimator("all columns").Fit(data).GetOutputSchema(data.Schema);

        Assert.Equal(["Latent0", "Latent1"], SchemaAssert.SlotNames(schema["Latent"]));
        Assert.Equal(["LogVariance0", "LogVariance1"], SchemaAssert.SlotNames(schema["LogVariance"]));
        Assert.Equal(SchemaAssert.SlotNames(data.Schema[TestData.Input]), SchemaAssert.SlotNames(schema["Decoded"]));
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void An_unknown_annotation_is_refused_the_standard_way(string configuration)
    {
        var data = Configurations.Data(configuration);
        var schema = Configurations.Estimator(configuration).Fit(data).GetOutputSchema(data.Schema);
        float value = 0;

        Assert.All(
            Configurations.Added(configuration),
            name => Assert.Throws<InvalidOperationException>(() => schema[name].Annotations.GetValue("NoSuchKind", ref value)));
    }

    private static DataViewSchema.Annotations? Annotations(string which)
    {
        if (which == "none")
        {
            return null;
        }

        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add("Importance", NumberDataViewType.Single, (ref float value) => value = 1);
        if (which != "slot names that are numbers")
        {
            int count = which == "slot names and others" ? TestData.Dimension : TestData.Dimension + 1;
            builder.Add(
                "SlotNames",
                new VectorDataViewType(TextDataViewType.Instance, count),
                (ref VBuffer<ReadOnlyMemory<char>> value) =>
                    new VBuffer<ReadOnlyMemory<char>>(count, new ReadOnlyMemory<char>[count]).CopyTo(ref value));
        }
        else
        {
            builder.Add(
                "SlotNames",
                new VectorDataViewType(NumberDataViewType.Single, TestData.Dimension),
                (ref VBuffer<float> value) => new VBuffer<float>(TestData.Dimension, new float[TestData.Dimension]).CopyTo(ref value));
        }

        return builder.ToAnnotations();
    }
}
