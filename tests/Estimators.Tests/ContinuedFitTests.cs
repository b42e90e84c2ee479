using Microsoft.ML;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>Fits that start from an earlier one: from its model, or from its checkpoint.</summary>
public sealed class ContinuedFitTests
{
    [Fact]
    public void A_fit_starts_from_the_model_of_another_transformer()
    {
        var first = Configurations.Estimator("latent only").Fit(TestData.Good());
        float[] row = TestData.Row(1);

        // Steps are too small to change a parameter noticeably.
        var warm = WarmStarted(first.Model, learningRate: 1e-8f).Fit(Other());
        var cold = WarmStarted(null, learningRate: 1e-8f).Fit(Other());

        Assert.All(first.Reconstruct(row).Zip(warm.Reconstruct(row)), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.Contains(first.Reconstruct(row).Zip(cold.Reconstruct(row)), pair => Math.Abs(pair.First - pair.Second) > 1e-3f);
    }

    [Fact]
    public void A_loaded_model_is_an_equivalent_start()
    {
        var data = TestData.Good();
        var first = Configurations.Estimator("latent only").Fit(data);
        var loaded = Assert.IsType<AutoencoderFeaturesTransformer>(SaveAndLoad.InFreshContext(first, data.Schema).Transformer);

        Assert.Equal(
            PersistenceTests.ModelBytes(WarmStarted(first.Model).Fit(Other())),
            PersistenceTests.ModelBytes(WarmStarted(loaded.Model).Fit(Other())));
    }

    [Fact]
    public void A_model_of_another_shape_is_refused_with_an_explanation()
    {
        var other = Configurations.Estimator("latent only").Fit(TestData.OfAnotherSize());

        var error = Assert.Throws<ArgumentException>(() => WarmStarted(other.Model).Fit(TestData.Good()));

        Assert.All(["WarmStart", "7", "6"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_resumed_fit_gives_the_same_bytes_as_an_uninterrupted_one()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using var stop = new CancellationTokenSource();
            var options = Configurations.Options("all columns");
            (options.Seed, options.Epochs, options.CheckpointPath) = (null, 6, path);
            options.CancellationToken = stop.Token;
            options.Progress = new Reporter(epoch =>
            {
                if (epoch.Epoch == 3)
                {
                    stop.Cancel();
                }
            });
            Assert.ThrowsAny<OperationCanceledException>(() => new MLContext().Transforms.AutoencoderFeatures(options).Fit(TestData.Good()));
            Assert.True(File.Exists(path));

            var epochs = new List<int>();
            options.CancellationToken = default;
            options.Progress = new Reporter(epoch => epochs.Add(epoch.Epoch));
            var resumed = new MLContext().Transforms.AutoencoderFeatures(options).Fit(TestData.Good());

            (options.Seed, options.CheckpointPath) = (resumed.Model.Seed, null);
            var uninterrupted = new MLContext().Transforms.AutoencoderFeatures(options).Fit(TestData.Good());
            Assert.Equal([4, 5, 6], epochs.Take(3));
            Assert.Equal(PersistenceTests.ModelBytes(uninterrupted), PersistenceTests.ModelBytes(resumed));
            Assert.False(File.Exists(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static TableView Other() => TestData.Good(row: i => [.. TestData.Row(i + TestData.RowCount).Reverse()]);

    private static AutoencoderFeaturesEstimator WarmStarted(AutoencoderModel? model, float learningRate = 1e-3f)
    {
        var options = Configurations.Options("latent only");
        (options.WarmStart, options.LearningRate, options.Seed) = (model, learningRate, 6);
        return new MLContext().Transforms.AutoencoderFeatures(options);
    }
}
