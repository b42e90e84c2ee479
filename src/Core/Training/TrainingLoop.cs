using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Training;

/// <summary>Takes an engine through the epochs of a fit: what is the same whatever does the arithmetic.</summary>
internal sealed class TrainingLoop : IDisposable
{
    // Rows that principal components are learnt from: more would say nothing new, and they are held twice.
    private const int LinearStartRows = 20_000;
    private const int LinearStartValues = 1 << 25;

    private readonly ITrainingMonitor _monitor;
    private readonly AutoencoderOptions _options;
    private readonly ulong _seed;
    private readonly NetworkParameters _parameters;
    private readonly RowPool _pool;
    private readonly TrainingBatch _batch;
    private readonly Corruptor? _corruptor;
    private ITrainingSession? _session;

    /// <param name="rows">The rows.</param>
    /// <param name="options">The options, checked.</param>
    /// <param name="seed">The seed of everything random.</param>
    /// <param name="parameters">The parameters to start from, which <see cref="Train"/> replaces by the trained ones.</param>
    /// <param name="monitor">Who watches.</param>
    public TrainingLoop(IRowSource rows, AutoencoderOptions options, int seed, NetworkParameters parameters, ITrainingMonitor monitor)
    {
        _monitor = monitor;
        _options = options;
        _seed = (ulong)seed;
        _parameters = parameters;
        _pool = new RowPool(rows, options, seed);
        var corruption = (options.Kind as Denoising)?.Corruption;
        _corruptor = corruption is null ? null : new Corruptor(corruption, _seed, rows.Dimension);
        _batch = new TrainingBatch(options.BatchSize, rows.Dimension, options.LatentDimension, isCorrupted: corruption is not null);
    }

    /// <summary>How the input is scaled; known once the fit has started.</summary>
    public InputScaling Scaling => _pool.Scaling;

    /// <summary>Trains.</summary>
    /// <returns>The course of the fit.</returns>
    /// <exception cref="InvalidOperationException">There is no usable row, a value does not suit the reconstruction, or the loss diverged.</exception>
    /// <exception cref="OperationCanceledException">The monitor asked to stop.</exception>
    public TrainingHistory Train()
    {
        _monitor.ThrowIfCancellationRequested();
        _pool.Prepare();
        if (_options.Reconstruction is Gaussian)
        {
            int rows = Math.Clamp(LinearStartValues / _batch.InputDimension, 1, LinearStartRows);
            LinearStart.Initialize(_parameters, _pool.Sample(rows), _options, _seed);
        }

        _session = (_options.Engine ?? new ManagedEngine()).Start(new TrainingRequest(_options, _parameters));
        var progress = new Progress(_options, keepsBest: _pool.ValidationRowCount > 0);
        var epochs = new List<TrainingEpoch>();
        while (!progress.IsFinished)
        {
            TrainingEpoch epoch = TrainEpoch(epochs.Count + 1, progress.LearningRate);
            ThrowUnless(double.IsFinite(epoch.Training.Total) && double.IsFinite(epoch.Validation?.Total ?? 0), epoch);
            epochs.Add(epoch);
            if (progress.Add(epoch))
            {
                _session!.CopyParametersTo(_parameters.Values);
            }

            _monitor.EpochCompleted(epoch);
        }

        // The last step comes after the last loss: a model with a NaN in it must never reach a user.
        ThrowUnless(TensorPrimitives.IsFiniteAll<float>(_parameters.Values), epochs[^1]);
        return new TrainingHistory(epochs, progress.BestEpoch, _pool.RowCount, _pool.ValidationRowCount, _pool.SkippedRowCount);
    }

    public void Dispose()
    {
        _session?.Dispose();
        _pool.Dispose();
    }

    private TrainingEpoch TrainEpoch(int number, float learningRate)
    {
        long start = Stopwatch.GetTimestamp();
        var noise = new RandomStream(_seed, RandomPurpose.LatentNoise, (ulong)number);
        var loss = default(BatchLoss);
        long rows = 0;

        _pool.StartEpoch(number);
        while (_pool.Next(_batch))
        {
            _monitor.ThrowIfCancellationRequested();
            noise.FillNormal(_batch.NoiseBuffer, (ulong)rows * (ulong)_batch.LatentDimension);
            _corruptor?.Corrupt(_batch, number, rows);
            loss += _session!.TrainBatch(_batch, learningRate, KlWeightAt(number - 1 + ((double)rows / _pool.RowCount)));
            rows += _batch.Count;
        }

        return new TrainingEpoch
        {
            Epoch = number,
            // The weight grows evenly over an epoch, so that the middle stands for all of it. (The end of a cycle is the start of the next.)
            Training = Terms(loss, rows, KlWeightAt(number - 0.5)),
            Validation = Validate(),
            LearningRate = learningRate,
            Duration = Stopwatch.GetElapsedTime(start),
        };
    }

    private LossTerms? Validate()
    {
        var noise = new RandomStream(_seed, RandomPurpose.ValidationNoise, 0);
        var loss = default(BatchLoss);
        int rows = 0;
        while (_pool.NextValidation(_batch, rows))
        {
            noise.FillNormal(_batch.NoiseBuffer, (ulong)rows * (ulong)_batch.LatentDimension);
            _corruptor?.Corrupt(_batch, epoch: 0, rows);
            loss += _session!.EvaluateBatch(_batch);
            rows += _batch.Count;
        }

        // At the full weight, whatever the schedule has just now: losses of different epochs are compared.
        return rows == 0 ? null : Terms(loss, rows, (_options.Kind as Variational)?.KlWeight ?? 0);
    }

    private LossTerms Terms(BatchLoss loss, long rows, float klWeight) => Objective.Of(
        loss, rows, _batch.InputDimension, klWeight, _options.Reconstruction, _options.Kind.IsVariational);

    private float KlWeightAt(double epochs) => _options.Kind is Variational kind ? kind.KlWeightAt(epochs, _options.Epochs) : 0;

    private void ThrowUnless(bool isFinite, TrainingEpoch epoch)
    {
        if (!isFinite)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"Training diverged in epoch {epoch.Epoch}: the loss is {epoch.Training.Total}. ")
                + "Let the model scale its input (Scaling = Standardize) or lower LearningRate, which is "
                + string.Create(CultureInfo.InvariantCulture, $"{_options.LearningRate}."));
        }
    }

    /// <summary>How far a fit has come: when it is finished, what its step size is, and which epoch was the best.</summary>
    private sealed class Progress(AutoencoderOptions options, bool keepsBest)
    {
        private double _best = double.PositiveInfinity;
        private int _epoch;
        private int _lastBetter;
        private int _lastHalving;
        private float _halvings;

        public int BestEpoch { get; private set; }

        public bool IsFinished =>
            _epoch == options.Epochs || (keepsBest && options.Patience > 0 && _epoch - _lastBetter >= options.Patience);

        public float LearningRate => options.LearningRate * options.LearningRateSchedule switch
        {
            LearningRateSchedule.Cosine => 0.5f * (1 + MathF.Cos(MathF.PI * _epoch / options.Epochs)),
            LearningRateSchedule.Plateau => MathF.Pow(0.5f, _halvings),
            _ => 1,
        };

        /// <summary>Takes note of an epoch.</summary>
        /// <returns>Whether its parameters are the ones to keep so far.</returns>
        public bool Add(TrainingEpoch epoch)
        {
            _epoch = epoch.Epoch;
            double loss = (epoch.Validation ?? epoch.Training).Total;
            bool isBetter = loss < _best;
            if (isBetter)
            {
                _best = loss;
                _lastBetter = _epoch;
            }
            else if (options.Patience > 0 && _epoch - Math.Max(_lastBetter, _lastHalving) >= Math.Max(1, options.Patience / 3))
            {
                _halvings++;
                _lastHalving = _epoch;
            }

            bool keep = isBetter || !keepsBest;
            BestEpoch = keep ? _epoch : BestEpoch;
            return keep;
        }
    }
}
