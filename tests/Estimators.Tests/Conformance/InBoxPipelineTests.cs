using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Line 7 of the contract, together with ML.NET's own transforms, trainers and data operations.</summary>
public sealed class InBoxPipelineTests
{
#if MICROSOFT_ML_PACKAGE
    private static IEstimator<ITransformer> Chain(MLContext context) =>
        context.Transforms.Conversion.MapValueToKey("Label", "Name")
            .Append(context.Transforms.NormalizeMinMax(TestData.Input))
            .Append(Configurations.Estimator("all columns", context))
            .Append(context.Transforms.Concatenate("Features", "Latent", "Score"))
            .AppendCacheCheckpoint(context)
            .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy());

    private static TableView Labelled() => new(
        60,
        TableColumn.Scalar("Name", TextDataViewType.Instance, i => $"class {i % 3}".AsMemory()),
        TableColumn.Vector(
            TestData.Input,
            new VectorDataViewType(NumberDataViewType.Single, TestData.Dimension),
            i => new VBuffer<float>(TestData.Dimension, TestData.Row(i))));
#endif

    [RealPackageFact]
    public void A_chain_with_in_box_transforms_and_a_trainer_survives_a_file()
    {
#if MICROSOFT_ML_PACKAGE
        var data = Labelled();
        var fitted = Chain(new MLContext(seed: 1)).Fit(data);

        var (loaded, _) = SaveAndLoad.InFreshContext(fitted, data.Schema);

        PersistenceTests.AssertSameRows(fitted, loaded, data);
#endif
    }

    [RealPackageFact]
    public void Cross_validation_fits_every_fold()
    {
#if MICROSOFT_ML_PACKAGE
        var context = new MLContext(seed: 1);

        var folds = context.MulticlassClassification.CrossValidate(Labelled(), Chain(context), numberOfFolds: 3);

        Assert.Equal(3, folds.Count);
        Assert.All(folds, fold => Assert.InRange(fold.Metrics.MicroAccuracy, 0, 1));
#endif
    }

    [RealPackageFact]
    public void In_box_views_shuffle_take_and_skip_our_rows()
    {
#if MICROSOFT_ML_PACKAGE
        var context = new MLContext(seed: 1);
        var data = TestData.Good();
        var view = Configurations.Estimator("all columns", context).Fit(data).Transform(data);
        float[][] all = ViewReader.Column(view, "Latent");

        Assert.Equal(all[..5], ViewReader.Column(context.Data.TakeRows(view, 5), "Latent"));
        Assert.Equal(all[40..], ViewReader.Column(context.Data.SkipRows(view, 40), "Latent"));
        Assert.Equal(
            all.Select(row => row[0]).Order(),
            ViewReader.Column(context.Data.ShuffleRows(view, 1), "Latent").Select(row => row[0]).Order());
#endif
    }

    [RealPackageFact]
    public void Concatenation_names_our_slots_by_column_and_slot()
    {
#if MICROSOFT_ML_PACKAGE
        var context = new MLContext(seed: 1);
        var data = TestData.Good();

        var schema = Configurations.Estimator("all columns", context)
            .Append(context.Transforms.Concatenate("Features", "Latent", "Score")).Fit(data).GetOutputSchema(data.Schema);

        Assert.Equal(["Latent.Latent0", "Latent.Latent1", "Score"], SchemaAssert.SlotNames(schema["Features"]));
#endif
    }
}
