using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Line 7 of the contract: chains, prediction engines and caches.</summary>
public sealed class PipelineTests
{
    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void A_chain_with_our_own_transforms_before_and_after_survives_a_file(string configuration)
    {
        var data = Configurations.Data(configuration);
        var context = new MLContext(seed: 1);
        var before = context.Transforms.AutoencoderFeatures("Before", TestData.Input, latentDimension: 3, epochs: 2);
        var after = context.Transforms.AutoencoderFeatures("After", Configurations.Options(configuration).OutputColumnName, 1, 2);

        var fitted = before.Append(Configurations.Estimator(configuration, context)).Append(after).Fit(data);
        var (loaded, _) = SaveAndLoad.InFreshContext(fitted, data.Schema);

        Assert.Equal(1, Assert.IsType<VectorDataViewType>(fitted.Transform(data).Schema["After"].Type).Size);
        PersistenceTests.AssertSameRows(fitted, loaded, data);
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void A_prediction_engine_gives_the_values_of_the_view(string configuration)
    {
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(Rows(configuration), Schema());
        var fitted = Configurations.Estimator(configuration, context).Fit(data);

        IDataView view = fitted.Transform(data);
        Assert.All(Configurations.Added(configuration), name => Assert.Equal(
            ViewReader.Column(view, name), Rows(configuration).Select(Predictor(context, fitted, view.Schema[name]))));
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public async Task Prediction_engines_of_one_model_run_side_by_side(string configuration)
    {
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(Rows(configuration), Schema());
        var fitted = Configurations.Estimator(configuration, context).Fit(data);

        IDataView view = fitted.Transform(data);
        string[] names = Configurations.Added(configuration);

        var predictions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => names
            .Select(name => Rows(configuration).Select(Predictor(context, fitted, view.Schema[name])).ToArray())
            .ToArray())));

        float[][][] expected = [.. names.Select(name => ViewReader.Column(view, name))];
        Assert.All(predictions, actual => Assert.Equal(expected, actual));
    }

    [Fact]
    public void A_loaded_chain_serves_a_prediction_engine()
    {
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(Rows(), Schema());
        var fitted = Configurations.Estimator("all columns", context)
            .Append(context.Transforms.AutoencoderFeatures("Again", "Decoded", latentDimension: 1, epochs: 2))
            .Fit(data);
        var (loaded, _) = SaveAndLoad.InFreshContext(fitted, data.Schema);

        var engine = new MLContext().Model.CreatePredictionEngine<PixelRow, FeatureRow>(loaded, inputSchemaDefinition: Schema());

        Assert.Equal(ViewReader.Column(fitted.Transform(data), "Latent")[3], engine.Predict(Rows()[3]).Latent);
    }

    [Fact]
    public void A_chain_with_other_transforms_before_and_after_survives_a_file()
    {
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(Rows(), Schema());
        var options = Configurations.Options("latent only");
        (options.InputColumnName, options.OutputColumnName) = ("Copy", "Encoded");

        var fitted = context.Transforms.CopyColumns("Copy", nameof(PixelRow.Pixels))
            .Append(context.Transforms.AutoencoderFeatures(options))
            .Append(context.Transforms.CopyColumns(nameof(FeatureRow.Latent), "Encoded"))
            .Fit(data);
        var (loaded, _) = SaveAndLoad.InFreshContext(fitted, data.Schema);

        PersistenceTests.AssertSameRows(fitted, loaded, data);
        var engine = new MLContext().Model.CreatePredictionEngine<PixelRow, FeatureRow>(loaded, inputSchemaDefinition: Schema());
        Assert.Equal(ViewReader.Column(fitted.Transform(data), "Encoded")[3], engine.Predict(Rows()[3]).Latent);
    }

    [Theory]
    [MemberData(nameof(Configurations.Names), MemberType = typeof(Configurations))]
    public void A_cache_checkpoint_before_and_after_changes_nothing(string configuration)
    {
        var data = Configurations.Data(configuration);
        var context = new MLContext(seed: 1);
        var plain = Configurations.Estimator(configuration, context).Fit(data);
        string output = Configurations.Options(configuration).OutputColumnName;

        var cached = context.Transforms.CopyColumns("Copy", "Weight").AppendCacheCheckpoint(context)
            .Append(Configurations.Estimator(configuration, context)).AppendCacheCheckpoint(context)
            .Append(context.Transforms.CopyColumns("After", output)).Fit(data);

        PersistenceTests.AssertSameRows(plain, cached.Skip(1).First(), data);
        Assert.Equal(ViewReader.Column(plain.Transform(data), output), ViewReader.Column(cached.Transform(data), "After"));
        Assert.Equal(
            ViewReader.Column(plain.Transform(data), output),
            ViewReader.Column(context.Data.Cache(plain.Transform(data)), output));
    }

    [Fact]
    public void The_columns_can_be_read_as_objects()
    {
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(Rows(), Schema());
        var view = Configurations.Estimator("all columns", context).Fit(data).Transform(data);

        var rows = context.Data.CreateEnumerable<FeatureRow>(view, reuseRowObject: false).ToArray();

        Assert.Equal(ViewReader.Column(view, "Latent"), rows.Select(row => row.Latent));
    }

    private static PixelRow[] Rows(string configuration = "all columns") => [.. Enumerable.Range(0, TestData.RowCount).Select(i => new PixelRow
    {
        Pixels = Configurations.Row(configuration, i), Margin = TestData.SecondRow(i), Weight = TestData.Weight(i),
    })];

    /// <summary>The size is set at run time, as is common for wide data.</summary>
    private static SchemaDefinition Schema()
    {
        var definition = SchemaDefinition.Create(typeof(PixelRow));
        definition[nameof(PixelRow.Pixels)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, TestData.Dimension);
        definition[nameof(PixelRow.Margin)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, TestData.SecondDimension);
        return definition;
    }

    /// <summary>A prediction engine for one column.</summary>
    private static Func<PixelRow, float[]> Predictor(MLContext context, ITransformer model, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            var vectors = Engine<VectorRow>(context, model, column.Name);
            return row => vectors.Predict(row).Value;
        }

        var scalars = Engine<ScalarRow>(context, model, column.Name);
        return row => [scalars.Predict(row).Value];
    }

    private static PredictionEngine<PixelRow, TRow> Engine<TRow>(MLContext context, ITransformer model, string column)
        where TRow : class, new()
    {
        var output = SchemaDefinition.Create(typeof(TRow));
        output.Single().ColumnName = column;
        return context.Model.CreatePredictionEngine<PixelRow, TRow>(model, inputSchemaDefinition: Schema(), outputSchemaDefinition: output);
    }

    private sealed class PixelRow
    {
        public float[] Pixels { get; set; } = [];

        public float[] Margin { get; set; } = [];

        public float Weight { get; set; }
    }

    private sealed class FeatureRow
    {
        public float[] Latent { get; set; } = [];

        public float[] Decoded { get; set; } = [];

        public float Score { get; set; }
    }

    private sealed class VectorRow
    {
        public float[] Value { get; set; } = [];
    }

    private sealed class ScalarRow
    {
        public float Value { get; set; }
    }
}
