using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>A fit can also be canceled while it neither reads nor trains. With wide rows, those parts take longer than many batches.</summary>
public class CancellationTests
{
    [Fact]
    public void A_fit_can_be_canceled_between_the_last_row_read_and_the_first_batch()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = Options(engine);
        var rows = new ObservedRows(new InMemoryRows(Fits.Rows(60, 20), 20));

        Assert.Throws<OperationCanceledException>(() => Fit(rows, options, () => rows.IsRead));

        Assert.Empty(engine.Restored);
    }

    [Fact]
    public void A_fit_can_be_canceled_while_its_units_are_being_ordered()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = Options(engine);
        options.LatentOrder = LatentOrder.ByInformation;

        Assert.Throws<OperationCanceledException>(() => Fit(new InMemoryRows(Fits.Rows(60, 20), 20), options, () => engine.IsDisposed));
    }

    private static AutoencoderOptions Options(RecordingEngine engine)
    {
        AutoencoderOptions options = engine.Options();
        options.LatentDimension = 2;
        return options;
    }

    private static void Fit(IRowSource rows, AutoencoderOptions options, Func<bool> isCanceled) =>
        Autoencoder.Fit(rows, null, options, drawnSeed: 1, gpu: default, new Monitor(isCanceled));

    private sealed class Monitor(Func<bool> isCanceled) : ITrainingMonitor
    {
        public void EpochCompleted(TrainingEpoch epoch)
        {
        }

        public void Warn(string message)
        {
        }

        public void ThrowIfCancellationRequested()
        {
            if (isCanceled())
            {
                throw new OperationCanceledException();
            }
        }
    }

    /// <summary>Rows that record when a pass over them has ended.</summary>
    private sealed class ObservedRows(IRowSource rows) : IRowSource, IRowReader
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
