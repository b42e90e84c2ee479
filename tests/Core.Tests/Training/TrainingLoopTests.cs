namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>The input of every engine, recorded by an engine that does nothing else.</summary>
public class TrainingLoopTests
{
    private static RecordingEngine Fit(int rowCount, int batchSize, int epochs, long cacheBytes = 1 << 20)
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.LatentDimension, options.Epochs, options.BatchSize) = (2, epochs, batchSize);
        (options.RowCacheBytes, options.ValidationFraction) = (cacheBytes, 0);

        // Row i is (i, i, i), so that its first value identifies it.
        float[] rows = [.. Enumerable.Range(0, rowCount).SelectMany(i => new float[] { i, i, i })];
        Autoencoder.Fit(new InMemoryRows(rows, 3), options);
        return engine;
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(40 * 3 * sizeof(float))]
    public void Each_epoch_has_every_row_once_in_a_new_order(long cacheBytes)
    {
        float[][] epochs = [.. Fit(100, 16, epochs: 3, cacheBytes).Rows.Chunk(100)];

        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 100), epoch.Select(row => (int)row).Order()));
        Assert.Equal(4, epochs.Append([.. Enumerable.Range(0, 100)]).DistinctBy(epoch => string.Join(' ', epoch)).Count());
    }

    [Fact]
    public void All_batches_but_the_last_are_full()
    {
        Assert.Equal([16, 16, 16, 2], Fit(50, 16, epochs: 1).BatchSizes);
        Assert.Equal([16, 16], Fit(32, 16, epochs: 1).BatchSizes);
    }

    [Fact]
    public void No_noise_is_used_twice()
    {
        List<float> noise = Fit(50, 16, epochs: 3).Noise;

        // Of 300 draws with at least 24 bits, a few may be equal by chance. A repeated stream would give a hundred equal ones.
        Assert.Equal(3 * 50 * 2, noise.Count);
        Assert.InRange(noise.Distinct().Count(), 295, 300);
    }

    [Fact]
    public void The_model_has_the_parameters_that_the_engine_trained()
    {
        var engine = new RecordingEngine { Parameters = _ => 0.25f };

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(new float[] { 1, 2 }, 2), engine.Options());

        // (1 + 2) / 4 plus the bias 1/4.
        Assert.Equal([1f], model.Encode([1f, 2f]));
        Assert.True(engine.IsDisposed);
    }
}
