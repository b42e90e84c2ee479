using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>A fit stops where it neither reads nor trains, too: of wide rows these parts take longer than many batches.</summary>
public class CancellationTests
{
    [Fact]
    public void A_fit_can_be_stopped_after_the_last_row_was_read_and_before_the_first_batch()
    {
        var engine = new NoteTakingEngine();
        AutoencoderOptions options = Options(engine);
        var rows = new NotingRows(new InMemoryRows(Fits.Rows(60, 20), 20));

        Assert.Throws<OperationCanceledException>(() => Fit(rows, options, () => rows.IsRead));

        Assert.Empty(engine.Restored);
    }

    [Fact]
    public void A_fit_can_be_stopped_while_its_units_are_put_in_order()
    {
        var engine = new NoteTakingEngine();
        AutoencoderOptions options = Options(engine);
        options.LatentOrder = LatentOrder.ByInformation;

        Assert.Throws<OperationCanceledException>(() => Fit(new InMemoryRows(Fits.Rows(60, 20), 20), options, () => engine.IsDisposed));
    }

    private static AutoencoderOptions Options(NoteTakingEngine engine)
    {
        AutoencoderOptions options = engine.Options();
        options.LatentDimension = 2;
        return options;
    }

    private static void Fit(IRowSource rows, AutoencoderOptions options, Func<bool> stops) =>
        Autoencoder.Fit(rows, null, options, drawnSeed: 1, gpu: default, new Monitor(stops));

    private sealed class Monitor(Func<bool> stops) : ITrainingMonitor
    {
        public void EpochCompleted(TrainingEpoch epoch)
        {
        }

        public void Warn(string message)
        {
        }

        public void ThrowIfCancellationRequested()
        {
            if (stops())
            {
                throw new OperationCanceledException();
            }
        }
    }

    /// <summary>Rows that tell when a pass over them has ended.</summary>
    private sealed class NotingRows(IRowSource rows) : IRowSource, IRowReader
    {
        private IRowReader? _reader;

        public bool IsRead { get; private set; }

        public int Dimension => rows.Dimension;

        public IRowReader Open()
        {
            _reader = rows.Open();
            return this;
        }

        public int Read(Span<float> values, Span<float> weights) => _reader!.Read(values, weights);

        public void Dispose() => IsRead = true;
    }
}
