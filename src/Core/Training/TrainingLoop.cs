using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>Takes an engine through the epochs of a fit: what is the same whatever does the arithmetic.</summary>
internal sealed class TrainingLoop : IDisposable
{
    private readonly ITrainingMonitor _monitor;
    private readonly AutoencoderOptions _options;
    private readonly ulong _seed;
    private readonly RowPool _pool;
    private readonly TrainingBatch _batch;
    private readonly ITrainingSession _session;

    public TrainingLoop(
        IRowSource rows, AutoencoderOptions options, int seed, GpuPreference gpu, NetworkParameters initial, ITrainingMonitor monitor)
    {
        _monitor = monitor;
        _options = options;
        _seed = (ulong)seed;
        _pool = new RowPool(rows, options, seed, monitor);
        _batch = new TrainingBatch(options.BatchSize, initial.Architecture.InputDimension, initial.Architecture.LatentDimension);
        _session = (options.Engine ?? new ManagedEngine()).Start(new TrainingRequest(options, initial, gpu));
    }

    /// <summary>Trains.</summary>
    /// <param name="trained">Receives the trained parameters.</param>
    /// <returns>The course of the fit.</returns>
    /// <exception cref="InvalidOperationException">There is no usable row, a value does not suit the reconstruction, or the loss diverged.</exception>
    /// <exception cref="OperationCanceledException">The monitor asked to stop.</exception>
    public TrainingHistory Train(NetworkParameters trained)
    {
        var epochs = new List<TrainingEpoch>();
        for (int number = 1; number <= _options.Epochs; number++)
        {
            TrainingEpoch epoch = TrainEpoch(number);
            ThrowUnless(double.IsFinite(epoch.Loss), epoch);
            epochs.Add(epoch);
            _monitor.EpochCompleted(epoch);
        }

        // The last step comes after the last loss: a model with a NaN in it must never reach a user.
        _session.CopyParametersTo(trained.Values);
        ThrowUnless(TensorPrimitives.IsFiniteAll<float>(trained.Values), epochs[^1]);
        return new TrainingHistory(epochs, _pool.RowCount, _pool.SkippedRowCount);
    }

    public void Dispose()
    {
        _session.Dispose();
        _pool.Dispose();
    }

    private TrainingEpoch TrainEpoch(int number)
    {
        long start = Stopwatch.GetTimestamp();
        var noise = new RandomStream(_seed, RandomPurpose.LatentNoise, (ulong)number);
        double reconstruction = 0;
        double divergence = 0;
        long rows = 0;

        _pool.StartEpoch(number);
        while (_pool.Next(_batch))
        {
            _monitor.ThrowIfCancellationRequested();
            noise.FillNormal(_batch.NoiseBuffer, (ulong)rows * (ulong)_batch.LatentDimension);
            BatchLoss loss = _session.TrainBatch(_batch, _options.LearningRate);
            reconstruction += loss.Reconstruction;
            divergence += loss.KlDivergence;
            rows += _batch.Count;
        }

        return new TrainingEpoch
        {
            Epoch = number,
            ReconstructionLoss = reconstruction / rows,
            KlDivergence = divergence / rows,
            Loss = (reconstruction + (2.0 * ((Variational)_options.Kind).KlWeight * divergence)) / rows,
            Duration = Stopwatch.GetElapsedTime(start),
        };
    }

    private void ThrowUnless(bool isFinite, TrainingEpoch epoch)
    {
        if (!isFinite)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"Training diverged in epoch {epoch.Epoch}: the loss is {epoch.Loss}. ")
                + "Scale the input column (for example with NormalizeMeanVariance), or lower the learning rate or the weight of the latent term: "
                + string.Create(CultureInfo.InvariantCulture, $"LearningRate is {_options.LearningRate}, Kind is {_options.Kind}."));
        }
    }
}
