using System.Reflection;
using Microsoft.ML;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>How a fit stops, by the token or with its environment, and what is left of it: nothing.</summary>
public sealed class CancellationTests
{
    // No multiple of a batch, so that it comes to be the turn of every row of one.
    private const int RowsBetweenPlaces = 7;
    private const int BatchSize = 16;

    /// <summary>Ways to read: all rows at once, or pass by pass for what is held out, the linear start, every epoch and the order of the units.</summary>
    public static TheoryData<string, bool> Readings => new()
    {
        { "cached", false }, { "cached", true }, { "streamed", false }, { "streamed", true }, { "validation data", false },
    };

    [Theory]
    [MemberData(nameof(Readings))]
    public void A_fit_that_is_cancelled_while_it_reads_reads_no_batch_more_and_harms_no_later_one(string reading, bool byEnvironment)
    {
        var rows = new CancellingRows();
        var engine = new ManagedEngine();
        AutoencoderFeaturesTransformer Fit(MLContext context, CancellationToken token) => context.Transforms
            .AutoencoderFeatures(Options(reading, engine, token)).Fit(rows.Data, reading == "validation data" ? rows.Data : null);

        var never = Fit(new MLContext(seed: 1), default);
        for (int place = 1, places = rows.Reads; place <= places; place += RowsBetweenPlaces)
        {
            using var stop = new CancellationTokenSource();
            var context = new MLContext(seed: 1);
            rows.CancelAt(place, byEnvironment ? () => Cancel(context) : stop.Cancel);

            Assert.ThrowsAny<OperationCanceledException>(() => Fit(context, stop.Token));

            Assert.InRange(rows.Reads, place, place + BatchSize - 1);
            Assert.Equal(0, rows.Data.OpenCursors);
        }

        Assert.Equal(PersistenceTests.ModelBytes(never), PersistenceTests.ModelBytes(Fit(new MLContext(seed: 1), default)));
    }

    [Fact]
    public void The_token_stops_a_fit_within_the_epoch()
    {
        using var stop = new CancellationTokenSource();
        int epochs = 0;
        var options = Configurations.Options("latent only");
        options.CancellationToken = stop.Token;
        options.Progress = new Reporter(_ =>
        {
            epochs++;
            stop.Cancel();
        });

        Assert.ThrowsAny<OperationCanceledException>(() => new MLContext().Transforms.AutoencoderFeatures(options).Fit(TestData.Good()));

        Assert.Equal(1, epochs);
    }

    [Fact]
    public void An_estimator_whose_fit_failed_can_be_fitted_again()
    {
        bool fail = true;
        var options = Configurations.Options("latent only");
        options.Progress = new Reporter(_ =>
        {
            if (fail)
            {
                throw new OperationCanceledException();
            }
        });
        var estimator = new MLContext().Transforms.AutoencoderFeatures(options);
        Assert.Throws<OperationCanceledException>(() => estimator.Fit(TestData.Good()));

        fail = false;
        var fitted = estimator.Fit(TestData.Good());

        Assert.Equal(PersistenceTests.ModelBytes(Configurations.Estimator("latent only").Fit(TestData.Good())), PersistenceTests.ModelBytes(fitted));
    }

    [Fact]
    public void The_environment_stops_a_fit()
    {
        var context = new MLContext(seed: 1);
        int epochs = 0;
        var options = Configurations.Options("latent only");
        options.Progress = new Reporter(_ =>
        {
            epochs++;
            Cancel(context);
        });

        Assert.Throws<OperationCanceledException>(() => context.Transforms.AutoencoderFeatures(options).Fit(TestData.Good()));

        Assert.Equal(1, epochs);
    }

    /// <summary>What AutoML calls; hidden from everyone else.</summary>
    private static void Cancel(MLContext context) =>
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.NonPublic | BindingFlags.Instance)!.Invoke(context, null);

    private static AutoencoderFeaturesOptions Options(string reading, ITrainingEngine engine, CancellationToken token)
    {
        var options = Configurations.Options("latent only");
        (options.BatchSize, options.Engine, options.CancellationToken) = (BatchSize, engine, token);
        options.RowCacheBytes = reading == "streamed" ? 20 * TestData.Dimension * sizeof(float) : options.RowCacheBytes;
        return options;
    }

    /// <summary>A table that cancels a fit while one of its rows is read.</summary>
    private sealed class CancellingRows
    {
        private int _place;
        private Action? _cancel;

        public CancellingRows() => Data = TestData.Good(row: Read);

        public TableView Data { get; }

        /// <summary>Rows read since the place was named.</summary>
        public int Reads { get; private set; }

        public void CancelAt(int place, Action cancel) => (Reads, _place, _cancel) = (0, place, cancel);

        private float[] Read(int row)
        {
            if (++Reads == _place)
            {
                _cancel!();
            }

            return TestData.Row(row);
        }
    }
}
