using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>Rows with different weights.</summary>
public sealed class ExampleWeightTests
{
    private const string Column = "Importance";

    [Fact]
    public void A_row_of_weight_zero_takes_no_part_in_the_fit()
    {
        var weighted = Weighted(i => i % 2);
        var rest = new TableView(TestData.RowCount / 2, TableColumn.Vector(
            TestData.Input, weighted.Schema[TestData.Input].Type, i => new VBuffer<float>(TestData.Dimension, TestData.Row((2 * i) + 1))));

        var ofWeighted = Fit(weighted);
        var ofRest = Fit(rest, Options(weightColumn: null));

        Assert.Equal(25, ofWeighted.History.RowCount);
        Assert.Equal(ViewReader.Column(ofRest.Transform(weighted), "Latent"), ViewReader.Column(ofWeighted.Transform(weighted), "Latent"));
    }

    [Fact]
    public void A_heavy_row_is_reconstructed_better_than_a_light_one()
    {
        const int Outlier = 7;
        float[] Row(int i) => i == Outlier ? [0, 1, 0, 1, 0, 1] : TestData.Row(i);

        float ErrorAt(float weight)
        {
            var data = Weighted(i => i == Outlier ? weight : 1, Row);
            return ViewReader.Column(Fit(data).Transform(data), "Score")[Outlier][0];
        }

        Assert.True(ErrorAt(100) < ErrorAt(1) / 2, $"{ErrorAt(100)} is not much less than {ErrorAt(1)}.");
    }

    [Fact]
    public void Weights_are_not_needed_to_transform()
    {
        var data = Weighted(i => i % 3);
        var fitted = Fit(data);
        var loaded = SaveAndLoad.InFreshContext(fitted, data.Schema).Transformer;
        var unweighted = TestData.Good();

        Assert.All([fitted, loaded], transformer => Assert.Equal(
            ViewReader.Column(fitted.Transform(data), "Latent"), ViewReader.Column(transformer.Transform(unweighted), "Latent")));
    }

    [Fact]
    public void A_fit_reads_only_the_input_and_the_weights()
    {
        var data = Weighted(i => i % 3);

        Fit(data);

        Assert.All(data.Activations, columns => Assert.Equal([TestData.Input, Column], columns));
        Assert.Equal(0, data.OpenCursors);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("Double")]
    [InlineData("Vector")]
    public void Fit_and_GetOutputSchema_name_a_weight_column_that_is_missing_or_not_a_Single(string how)
    {
        var data = how switch
        {
            "missing" => TestData.Good(),
            "Double" => TestData.Good(more: TableColumn.Scalar(Column, NumberDataViewType.Double, i => 1.0)),
            _ => TestData.Good(more: TableColumn.Vector(
                Column, new VectorDataViewType(NumberDataViewType.Single, 1), i => new VBuffer<float>(1, [1f]))),
        };
        var estimator = new MLContext().Transforms.AutoencoderFeatures(Options());

        Assert.All<(Func<object> Action, string Argument)>(
            [
                (() => estimator.Fit(data), "input"),
                (() => estimator.Fit(data, data), "trainData"),
                (() => estimator.Fit(Weighted(_ => 1), data), "validationData"),
                (() => estimator.GetOutputSchema(SchemaAssert.ShapeOf(data.Schema)), "inputSchema"),
            ],
            call =>
            {
                var error = Assert.Throws<ArgumentOutOfRangeException>(call.Action);
                Assert.Equal(call.Argument, error.ParamName);
                string[] remedies = how == "Double" ? ["ConvertType"] : [];
                Assert.All(
                    [$"weight column '{Column}'", how, "a Single", .. remedies],
                    part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
            });
    }

    [Fact]
    public void Rows_whose_weight_is_not_finite_are_left_out_and_counted()
    {
        var log = new Logged();
        var data = Weighted(i => i < 3 ? float.NaN : i == 3 ? float.PositiveInfinity : 1);

        var history = Fit(data, context: log.Context).History;

        string warning = Assert.Single(log.Warnings, line => line.Contains("left out", StringComparison.Ordinal));
        Assert.Contains("4 of 50 rows", warning, StringComparison.Ordinal);
        Assert.Contains($"weight in column '{Column}'", warning, StringComparison.Ordinal);
        Assert.Equal(4, history.SkippedRowCount);
    }

    [Fact]
    public void A_negative_weight_is_refused_with_an_explanation()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Fit(Weighted(i => i == 9 ? -2 : 1)));

        Assert.Contains("weight of a row must be 0 or more, but one weight is -2", error.Message, StringComparison.Ordinal);
    }

    private static TableView Weighted(Func<int, float> weight, Func<int, float[]>? row = null) =>
        TestData.Good(row: row, more: TableColumn.Scalar(Column, NumberDataViewType.Single, weight));

    private static AutoencoderFeaturesOptions Options(string? weightColumn = Column)
    {
        var options = Configurations.Options("with error");
        options.ExampleWeightColumnName = weightColumn;
        options.ValidationFraction = 0;
        return options;
    }

    private static AutoencoderFeaturesTransformer Fit(IDataView data, AutoencoderFeaturesOptions? options = null, MLContext? context = null) =>
        (context ?? new MLContext()).Transforms.AutoencoderFeatures(options ?? Options()).Fit(data);
}
