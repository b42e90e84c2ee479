using System.Reflection;
using Microsoft.ML;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>How the token or the environment stops a fit, and that nothing is left of it.</summary>
public sealed class CancellationTests
{
    // Shares no factor with the number of rows read at a time, so that many positions are tested.
    private const int RowsBetweenStops = 101;
    private const int RowsReadAtATime = 256;
    private const int RowCount = 300;

    /// <summary>Ways to read: all rows at once, or one pass each for held-out rows, linear start, every epoch and the order of the units.</summary>
    public static TheoryData<string, bool> Readings => new()
    {
        { "cached", false }, { "cached", true }, { "streamed", false }, { "streamed", true }, { "validation data", false },
    };

    [Theory]
    [MemberData(nameof(Readings))]
    public void A_fit_canceled_while_reading_stops_within_one_read_and_does_not_affect_later_fits(string reading, bool byEnvironment)
    {
        var rows = new CancelingRows();
        var engine = new ManagedEngine();
        AutoencoderFeaturesTransformer Fit(MLContext context, CancellationToken token) => context.Transforms
            .AutoencoderFeatures(Options(reading, engine, token)).Fit(rows.Data, reading == "validation data" ? rows.Data : null);

        var uninterrupted = Fit(new MLContext(seed: 1), default);
        for (int read = 1, reads = rows.Reads; read <= reads; read += RowsBetweenStops)
        {
            using var stop = new CancellationTokenSource();
            var context = new MLContext(seed: 1);
            rows.CancelAt(read, byEnvironment ? () => Cancel(context) : stop.Cancel);

            Assert.ThrowsAny<OperationCanceledException>(() => Fit(context, stop.Token));

            Assert.InRange(rows.Reads, read, read + RowsReadAtATime - 1);
            Assert.Equal(0, rows.Data.OpenCursors);
        }

        Assert.Equal(PersistenceTests.ModelBytes(uninterrupted), PersistenceTests.ModelBytes(Fit(new MLContext(seed: 1), default)));
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

    /// <summary>The hidden method that AutoML calls.</summary>
    private static void Cancel(MLContext context) =>
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.NonPublic | BindingFlags.Instance)!.Invoke(context, null);

    private static AutoencoderFeaturesOptions Options(string reading, ITrainingEngine engine, CancellationToken token)
    {
        var options = Configurations.Options("latent only");
        (options.Engine, options.CancellationToken) = (engine, token);
        options.RowCacheBytes = reading == "streamed" ? 20 * TestData.Dimension * sizeof(float) : options.RowCacheBytes;
        return options;
    }

    /// <summary>A table that cancels a fit while a chosen row is read.</summary>
    private sealed class CancelingRows
    {
        private int _cancelAt;
        private Action? _cancel;

        public CancelingRows() => Data = TestData.OfRows(RowCount, sparse: false, Read);

        public TableView Data { get; }

        /// <summary>The number of rows read since <see cref="CancelAt"/> was called.</summary>
        public int Reads { get; private set; }

        public void CancelAt(int read, Action cancel) => (Reads, _cancelAt, _cancel) = (0, read, cancel);

        private float[] Read(int row)
        {
            if (++Reads == _cancelAt)
            {
                _cancel!();
            }

            return TestData.Row(row);
        }
    }
}
