using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Line 7 of the contract, with ML.NET's own transforms, trainers and data operations.</summary>
public sealed class InBoxPipelineTests
{
    private static IEstimator<ITransformer> Chain(MLContext context, string configuration) =>
        context.Transforms.Conversion.MapValueToKey("Label", "Class")
            .Append(context.Transforms.NormalizeMinMax(TestData.Input))
            .Append(Configurations.Estimator(configuration, context))
            .Append(context.Transforms.Concatenate("Features", Configurations.Added(configuration)))
            .AppendCacheCheckpoint(context)
            .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy());

    private static TableView Labeled() =>
        TestData.Good(more: TableColumn.Scalar("Class", TextDataViewType.Instance, i => $"class {i % 3}".AsMemory()));

    [Fact]
    public void A_chain_with_built_in_transforms_and_a_trainer_survives_a_file()
    {
        Assert.All(Configurations.Every, configuration =>
        {
            var data = Labeled();
            var fitted = Chain(new MLContext(seed: 1), configuration).Fit(data);

            var (loaded, _) = SaveAndLoad.InFreshContext(fitted, data.Schema);

            PersistenceTests.AssertSameRows(fitted, loaded, data);
        });
    }

    [Fact]
    public void Cross_validation_fits_every_fold()
    {
        Assert.All(Configurations.Every, configuration =>
        {
            var context = new MLContext(seed: 1);

            var folds = context.MulticlassClassification.CrossValidate(Labeled(), Chain(context, configuration), numberOfFolds: 3);

            Assert.Equal(3, folds.Count);
            Assert.All(folds, fold => Assert.InRange(fold.Metrics.MicroAccuracy, 0, 1));
        });
    }

    [Fact]
    public void Every_fold_of_a_split_is_fitted_and_scores_its_test_rows()
    {
        Assert.All(Configurations.Every, configuration =>
        {
            var context = new MLContext(seed: 1);
            var data = Configurations.Data(configuration);
            var chain = context.Transforms.CopyColumns("Before", TestData.Input)
                .Append(Configurations.Estimator(configuration, context))
                .Append(context.Transforms.CopyColumns("After", Configurations.Options(configuration).OutputColumnName));

            var folds = context.Data.CrossValidationSplit(data, numberOfFolds: 3);
            var heldOut = folds.Select(fold => ViewReader.Column(chain.Fit(fold.TrainSet).Transform(fold.TestSet), "After")).ToArray();

            Assert.Equal(3, heldOut.Length);
            Assert.Equal(TestData.RowCount, heldOut.Sum(rows => rows.Length));
            Assert.All(heldOut.SelectMany(rows => rows), row => Assert.All(row, value => Assert.True(float.IsFinite(value))));
        });
    }

    [Fact]
    public void Built_in_views_shuffle_take_and_skip_our_rows()
    {
        Assert.All(Configurations.Every, configuration =>
        {
            var context = new MLContext(seed: 1);
            var data = Configurations.Data(configuration);
            string output = Configurations.Options(configuration).OutputColumnName;
            var view = Configurations.Estimator(configuration, context).Fit(data).Transform(data);
            float[][] all = ViewReader.Column(view, output);

            Assert.Equal(all[..5], ViewReader.Column(context.Data.TakeRows(view, 5), output));
            Assert.Equal(all[40..], ViewReader.Column(context.Data.SkipRows(view, 40), output));
            Assert.Equal(
                all.Select(row => row[0]).Order(),
                ViewReader.Column(context.Data.ShuffleRows(view, 1), output).Select(row => row[0]).Order());
        });
    }

    [Fact]
    public void Concatenation_names_our_slots_by_column_and_slot()
    {
        var context = new MLContext(seed: 1);
        var data = TestData.Good();

        var schema = Configurations.Estimator("all columns", context)
            .Append(context.Transforms.Concatenate("Features", "Latent", "Score")).Fit(data).GetOutputSchema(data.Schema);

        Assert.Equal(["Latent.Latent0", "Latent.Latent1", "Score"], SchemaAssert.SlotNames(schema["Features"]));
    }
}
