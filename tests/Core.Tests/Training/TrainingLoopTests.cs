namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>What every engine is fed, seen by an engine that only takes notes.</summary>
public class TrainingLoopTests
{
    private static NoteTakingEngine Fit(int rowCount, int batchSize, int epochs, long cacheBytes = 1 << 20)
    {
        var notes = new NoteTakingEngine();
        AutoencoderOptions options = notes.Options();
        (options.LatentDimension, options.Epochs, options.BatchSize) = (2, epochs, batchSize);
        (options.RowCacheBytes, options.ValidationFraction) = (cacheBytes, 0);

        // Row i is (i, i, i): a row can be told by its first value.
        float[] rows = [.. Enumerable.Range(0, rowCount).SelectMany(i => new float[] { i, i, i })];
        Autoencoder.Fit(new InMemoryRows(rows, 3), options);
        return notes;
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(40 * 3 * sizeof(float))]
    public void Each_epoch_gives_every_row_once_in_an_order_of_its_own(long cacheBytes)
    {
        float[][] epochs = [.. Fit(100, 16, epochs: 3, cacheBytes).Rows.Chunk(100)];

        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 100), epoch.Select(row => (int)row).Order()));
        Assert.Equal(4, epochs.Append([.. Enumerable.Range(0, 100)]).DistinctBy(epoch => string.Join(' ', epoch)).Count());
    }

    [Fact]
    public void Batches_are_full_but_for_the_last()
    {
        Assert.Equal([16, 16, 16, 2], Fit(50, 16, epochs: 1).BatchSizes);
        Assert.Equal([16, 16], Fit(32, 16, epochs: 1).BatchSizes);
    }

    [Fact]
    public void No_noise_is_used_twice()
    {
        List<float> noise = Fit(50, 16, epochs: 3).Noise;

        // Of 300 draws of 24 bits and more, a few may be equal by chance; a stream that came again would give a hundred.
        Assert.Equal(3 * 50 * 2, noise.Count);
        Assert.InRange(noise.Distinct().Count(), 295, 300);
    }

    [Fact]
    public void What_the_engine_has_trained_is_the_model()
    {
        var notes = new NoteTakingEngine { Parameters = _ => 0.25f };

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(new float[] { 1, 2 }, 2), notes.Options());

        // (1 + 2) / 4, and the bias of 1/4.
        Assert.Equal([1f], model.Encode([1f, 2f]));
        Assert.True(notes.IsDisposed);
    }
}
