namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>A fit whose time is over ends with a model.</summary>
public class TimeLimitTests
{
    private static readonly TimeSpan Shortest = TimeSpan.FromTicks(1);

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(30 * 4 * sizeof(float))]
    public void It_ends_after_one_batch_if_there_is_time_for_no_more(long cacheBytes)
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.BatchSize, options.Epochs, options.MaximumTrainingTime, options.RowCacheBytes) = (10, 50, Shortest, cacheBytes);

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(Fits.Rows(100, 4), 4), options);

        Assert.Equal([10], engine.BatchSizes);
        Assert.Equal(1, Assert.Single(model.History.Epochs).Epoch);
        Assert.True(engine.IsDisposed);
    }

    public static TheoryData<AutoencoderKind> Kinds() => [.. TestKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_model_is_whole_and_can_be_saved_and_loaded(AutoencoderKind kind)
    {
        float[] rows = Fits.Rows(100, 4);
        AutoencoderOptions options = Fits.Options();
        (options.Kind, options.ValidationFraction, options.MaximumTrainingTime) = (kind, 0.2f, Shortest);

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, 4), options);

        Assert.Single(model.History.Epochs);
        Assert.All(model.Reconstruct(rows), value => Assert.True(float.IsFinite(value)));
        byte[] saved = Fits.Bytes(model);
        Assert.Equal(saved, Fits.Bytes(AutoencoderModel.Load(new MemoryStream(saved))));
    }

    [Fact]
    public void Without_a_limit_or_with_a_distant_one_all_epochs_run()
    {
        AutoencoderOptions options = Fits.Options();
        var rows = new InMemoryRows(Fits.Rows(100, 4), 4);
        Assert.Null(options.MaximumTrainingTime);
        AutoencoderModel unlimited = Autoencoder.Fit(rows, options);

        options.MaximumTrainingTime = TimeSpan.MaxValue;

        Assert.Equal(options.Epochs, unlimited.History.Epochs.Count);
        Assert.Equal(Fits.Bytes(unlimited), Fits.Bytes(Autoencoder.Fit(rows, options)));
    }
}
