using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>
/// Trains in managed code, on the CPU, with no native library: mini-batches, a backward pass written by hand, Adam. Nothing is
/// allocated per step.
/// </summary>
public sealed class ManagedEngine : ITrainingEngine
{
    /// <inheritdoc/>
    public TrainingHistory Train(TrainingRequest request, ITrainingMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(monitor);
        using var run = new Run(request, monitor);
        return run.Train();
    }

    private sealed class Run : IDisposable
    {
        private readonly ITrainingMonitor _monitor;
        private readonly AutoencoderOptions _options;
        private readonly NetworkParameters _parameters;
        private readonly ulong _seed;
        private readonly RowPool _pool;
        private readonly TrainingStep _step;
        private readonly Adam _adam;
        private readonly float[] _gradient;

        public Run(TrainingRequest request, ITrainingMonitor monitor)
        {
            _monitor = monitor;
            _options = request.Options;
            _parameters = request.Parameters;
            _seed = (ulong)request.Seed;
            _pool = new RowPool(request.Rows, _options, request.Seed);
            _step = new TrainingStep(_parameters, _options.Kind, _options.Reconstruction, _options.BatchSize);
            _adam = new Adam(_parameters.Values.Length, _options.LearningRate);
            _gradient = new float[_parameters.Values.Length];
        }

        public TrainingHistory Train()
        {
            var epochs = new List<TrainingEpoch>();
            for (int number = 1; number <= _options.Epochs; number++)
            {
                TrainingEpoch epoch = TrainEpoch(number);
                ThrowIfDiverged(epoch);
                epochs.Add(epoch);
                _monitor.EpochCompleted(epoch);
            }

            return new TrainingHistory(epochs, _pool.RowCount, _pool.SkippedRowCount);
        }

        public void Dispose() => _pool.Dispose();

        private TrainingEpoch TrainEpoch(int number)
        {
            long start = Stopwatch.GetTimestamp();
            var noise = new RandomStream(_seed, RandomPurpose.LatentNoise, (ulong)number);
            double reconstruction = 0;
            double divergence = 0;
            long rows = 0;

            _monitor.ThrowIfCancellationRequested();
            _pool.StartEpoch(number);
            for (int count; (count = _pool.Next(_step.Rows(_options.BatchSize))) > 0; rows += count)
            {
                _monitor.ThrowIfCancellationRequested();
                noise.FillNormal(_step.Noise(count), (ulong)(rows * _parameters.Architecture.LatentDimension));
                BatchLoss loss = _step.Run(count, _gradient);
                _adam.Step(_parameters.Values, _gradient);
                reconstruction += loss.Reconstruction;
                divergence += loss.KlDivergence;
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

        /// <summary>A model with a NaN in it must never reach a user; the parameters are looked at too, because the last step comes after the last loss.</summary>
        private void ThrowIfDiverged(TrainingEpoch epoch)
        {
            if (!double.IsFinite(epoch.Loss) || !TensorPrimitives.IsFiniteAll<float>(_parameters.Values))
            {
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"Training diverged in epoch {epoch.Epoch}: the loss is {epoch.Loss}. ")
                    + "Scale the input column (for example with NormalizeMeanVariance) or lower LearningRate, which is "
                    + string.Create(CultureInfo.InvariantCulture, $"{_options.LearningRate}."));
            }
        }
    }
}
