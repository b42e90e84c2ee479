using System.Diagnostics;
using System.Globalization;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Diagnostics;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Training;

/// <summary>Takes an engine through the epochs of a fit: everything that does not depend on the engine.</summary>
internal sealed class TrainingLoop : IDisposable
{
    // The number of rows from which principal components are learned. More rows would add nothing.
    private const int LinearStartRows = 20_000;

    // Learning from a sample needs copies of it. A sample of this many values, or of one per parameter if that is more, is a small part of the fit.
    private const int SampleValues = 1 << 22;

    // An epoch must beat the start by this fraction of the loss, divided by the square root of the number of validation rows. If there is nothing to learn
    // beyond the linear start, some of many epochs are better by chance.
    private const double MinImprovement = 0.3;

    private readonly FitRequest _request;
    private readonly AutoencoderOptions _options;
    private readonly ITrainingMonitor _monitor;
    private readonly ulong _seed;
    private readonly RowPool _pool;
    private readonly TrainingBatch _batch;
    private readonly KindDefinition _kind;
    private readonly Objective _objective;
    private readonly float[] _fullWeights;
    private readonly CodeStatistics _codes;
    private readonly CheckpointFile? _checkpoint;

    // The best parameters so far, and the state of the fit at the end of the last good epoch.
    private readonly NetworkParameters _best;
    private readonly FitState _state;
    private ITrainingSession? _session;
    private Corruptor? _corruptor;
    private IReadOnlyList<KeyValuePair<string, string>> _identity = [];

    // Whether the last epoch ended with every term at its full weight. Until then, training losses cannot be compared. Validation always uses full
    // weights.
    private bool _hasFullWeights;

    /// <param name="request">Everything that the fit needs.</param>
    /// <param name="parameters">The initial parameters, which <see cref="Train"/> replaces by the trained ones.</param>
    public TrainingLoop(FitRequest request, NetworkParameters parameters)
    {
        int d = request.Rows.Dimension;
        _request = request;
        _options = request.Options;
        _monitor = request.Monitor;
        _seed = (ulong)request.Seed;
        _best = parameters;
        _state = new FitState(parameters.Values.Length, _options.LatentDimension);
        _pool = new RowPool(request.Rows, request.ValidationRows, _options.RowOptions, request.Seed, _monitor);
        _kind = _options.Kind.Definition;
        _objective = new Objective(_options.Reconstruction, d, _kind.Terms);
        _fullWeights = new float[_objective.Terms.Count];
        SetTermWeights(FitPoint.End, _fullWeights);
        _batch = new TrainingBatch(
            _options.MaxBatchRows, _options.LatentDimension, _options.Reconstruction.SlotsOf(d), _objective.Terms, Parts());
        _codes = new CodeStatistics(_options.LatentDimension);
        _checkpoint = _options.CheckpointPath is { } path ? new CheckpointFile(path, _options.CheckpointInterval, _objective.Terms) : null;
    }

    /// <summary>How the input is scaled; known after <see cref="Train"/>.</summary>
    public InputScaling Scaling => _pool.Scaling;

    /// <summary>Trains the parameters.</summary>
    /// <returns>The history of the fit.</returns>
    /// <exception cref="InvalidOperationException">
    /// There is no usable row, a value does not suit the reconstruction, the rows of two passes differ, training diverged too often, or the
    /// checkpoint belongs to another fit.
    /// </exception>
    /// <exception cref="OperationCanceledException">The monitor canceled the fit.</exception>
    public TrainingHistory Train()
    {
        _monitor.ThrowIfCancellationRequested();

        // Before any row is read, so that an engine that does not support the options throws at once.
        _session = _request.Engine.Start(new TrainingRequest(_options, _best, _request.Gpu));
        _pool.Prepare(_options.WarmStart?.Content.Scaling);
        DataWarnings.Report(_pool.Statistics, _options.RowOptions, _monitor);
        _corruptor = _kind.CorruptionFor(_pool.ScaledDeviation()) is { } corruption
            ? new Corruptor(corruption, _seed, _request.Rows.Dimension, _session)
            : null;
        Begin();
        var progress = new FitProgress(_options, isValidated: _pool.ValidationRowCount > 0) { Current = _state.Progress };
        try
        {
            while (!progress.IsFinished)
            {
                RunEpoch(progress);
            }
        }
        catch (OperationCanceledException)
        {
            WriteCheckpoint(isDue: true);
            throw;
        }

        // Later work, such as ordering units, can be canceled too. No epoch must be lost then.
        WriteCheckpoint(isDue: true);

        // Later work takes the memory that the session frees.
        _session.Dispose();
        _session = null;
        return new TrainingHistory
        {
            Epochs = _state.Epochs,
            BestEpoch = _state.Progress.BestEpoch,
            Start = _state.Start,
            Restarts = _state.Progress.Restarts,
            RowCount = _pool.RowCount,
            ValidationRowCount = _pool.ValidationRowCount,
            SkippedRowCount = _pool.SkippedRowCount,
        };
    }

    /// <summary>A sample of the training rows, in the units of the input, <c>[n, d]</c>.</summary>
    public float[] RawSample(int maxRows) => _pool.RawSample(SampleRows(maxRows));

    /// <summary>Deletes the checkpoint, once the model is complete.</summary>
    public void DeleteCheckpoint() => _checkpoint?.Delete();

    public void Dispose()
    {
        _session?.Dispose();
        _pool.Dispose();
    }

    private BatchParts Parts()
    {
        bool isWeighted = _request.Rows.HasWeights || (_request.ValidationRows?.HasWeights ?? false);
        return (_kind.CorruptsInput ? BatchParts.Corrupted : BatchParts.None)
            | (_options.MissingValues == MissingValues.Mask ? BatchParts.Missing : BatchParts.None)
            | (isWeighted ? BatchParts.Weighted : BatchParts.None);
    }

    private int SampleRows(int maxRows) => Math.Clamp(Math.Max(SampleValues, _best.Values.Length) / _batch.InputDimension, 1, maxRows);

    /// <summary>Resumes from a checkpoint, or starts from a model or from principal components.</summary>
    private void Begin()
    {
        _identity = _checkpoint is null ? [] : FitIdentity.Of(_request, _pool);
        bool isResumed = _checkpoint?.TryRead(_identity, _best.Values, _state) ?? false;
        if (!isResumed && _options.WarmStart is { } model)
        {
            model.Content.Parameters.Values.CopyTo(_best.Values);
        }
        else if (!isResumed)
        {
            LinearStart.Initialize(_best, _pool.Sample(SampleRows(LinearStartRows)), _options, _seed, _monitor.ThrowIfCancellationRequested);
        }

        if (!isResumed)
        {
            _best.Values.CopyTo(_state.Training.Parameters);
        }

        _session!.Restore(_state.Training);
        if (!isResumed && Validate() is { } loss)
        {
            double toBeat = _objective.Discounted(loss, MinImprovement / Math.Sqrt(_pool.ValidationRowCount));

            // A loss that is not finite means nothing, and a file cannot hold it.
            _state.Start = double.IsFinite(loss.Total) ? loss : null;
            _state.Progress.Best = double.IsFinite(toBeat) ? toBeat : double.MaxValue;
        }
    }

    /// <summary>Runs an epoch. If it diverges, restarts from the last good one.</summary>
    private void RunEpoch(FitProgress progress)
    {
        TrainingEpoch epoch = TrainEpoch(progress);

        // Parameters are checked too, because the last step comes after the last loss. A model with a NaN in it must never reach a user.
        bool isGood = double.IsFinite(epoch.Training.Total) && double.IsFinite(epoch.Validation?.Total ?? 0) && _session!.TrySave(_state.Training);
        if (!isGood)
        {
            Restart(epoch);
            return;
        }

        _state.Epochs.Add(epoch);
        if (progress.Add(epoch, isComparable: epoch.Validation is not null || _hasFullWeights))
        {
            _state.Training.Parameters.CopyTo(_best.Values);
        }

        _state.MarkDeadUnits(_codes, _kind);
        _monitor.EpochCompleted(epoch);
        WriteCheckpoint(isDue: false);
    }

    private TrainingEpoch TrainEpoch(FitProgress progress)
    {
        int number = progress.Current.Epoch + 1;
        long start = Stopwatch.GetTimestamp();
        var noise = new RandomStream(_seed, RandomPurpose.LatentNoise, (ulong)number);
        var sum = new LossSum(_objective.Terms);
        long steps = _state.Training.StepCount;
        float rate = 0;

        _codes.Clear();
        _state.DeadUnits.CopyTo(_batch.DeadUnitBuffer);
        _pool.StartEpoch(number);
        while (double.IsFinite(sum.Reconstruction) && _pool.Next(_batch, progress.BatchSize))
        {
            _monitor.ThrowIfCancellationRequested();
            double epochs = number - 1 + ((double)(sum.Rows + _batch.Count) / _pool.RowCount);
            rate = progress.LearningRateAt(epochs);
            SetTermWeights(new FitPoint(epochs, ++steps, _options.Epochs), _batch.TermWeightBuffer);
            noise.FillNormal(_batch.NoiseBuffer, (ulong)sum.Rows * (ulong)_batch.LatentDimension);
            Corrupt(_corruptor, number, sum.Rows);
            _session!.TrainBatch(_batch, rate);
            _codes.Add(_batch.Codes);
            sum.Add(_batch);
        }

        LossTerms training = _objective.Of(sum, sum.MeanTermWeights());
        float klWeight = _batch.WeightOf(LossTerm.KlDivergence);
        _hasFullWeights = _batch.TermWeights.SequenceEqual(_fullWeights);
        LossTerms? validation = Validate();
        TimeSpan duration = Stopwatch.GetElapsedTime(start);
        return new TrainingEpoch
        {
            Epoch = number,
            Training = training,
            Validation = validation,
            LearningRate = rate,
            KlWeight = klWeight,
            BatchSize = progress.BatchSize,
            ActiveUnits = _codes.ActiveUnits(_kind.HasDistribution).Count(active => active),
            Duration = duration,
            RowsPerSecond = sum.Rows / duration.TotalSeconds,
        };
    }

    /// <summary>The loss over the validation rows; <see langword="null"/> if there are none.</summary>
    private LossTerms? Validate()
    {
        var noise = new RandomStream(_seed, RandomPurpose.ValidationNoise, 0);
        var sum = new LossSum(_objective.Terms);

        // With full weights, whatever the schedule has reached, and without dead units, which change from epoch to epoch, so that the losses of different
        // epochs can be compared.
        _fullWeights.CopyTo(_batch.TermWeightBuffer);
        _batch.DeadUnitBuffer.Clear();
        while (_pool.NextValidation(_batch, (int)sum.Rows))
        {
            _monitor.ThrowIfCancellationRequested();
            noise.FillNormal(_batch.NoiseBuffer, (ulong)sum.Rows * (ulong)_batch.LatentDimension);
            Corrupt(_kind.CorruptsValidation ? _corruptor : null, epoch: 0, sum.Rows);
            _session!.EvaluateBatch(_batch);
            sum.Add(_batch);
        }

        return sum.Rows == 0 ? null : _objective.Of(sum, _fullWeights);
    }

    /// <summary>Sets the weight of each loss term at a point of the fit: 1, unless the kind sets another.</summary>
    private void SetTermWeights(in FitPoint point, Span<float> weights)
    {
        weights.Fill(1);
        _kind.SetTermWeights(point, weights[^_kind.Terms.Count..]);
    }

    /// <summary>Fills in the input of the encoder, if it can differ from the rows.</summary>
    private void Corrupt(Corruptor? corruptor, int epoch, long firstRow)
    {
        if (corruptor is not null)
        {
            corruptor.Corrupt(_batch, epoch, firstRow);
        }
        else if (_kind.CorruptsInput)
        {
            _batch.Rows.CopyTo(_batch.CorruptedBuffer);
        }
    }

    /// <summary>Returns to the end of the last good epoch, with a lower learning rate.</summary>
    private void Restart(TrainingEpoch epoch)
    {
        if (_state.Progress.Restarts == FitProgress.MaxRestarts)
        {
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Training diverged in epoch {epoch.Epoch}, where the loss is {epoch.Training.Total}, after {FitProgress.MaxRestarts} restarts, "
                    + $"each with a quarter of the previous learning rate. LearningRate is {_options.LearningRate}, "
                    + $"Scaling is {_options.Scaling}, Kind is {_options.Kind}. ")
                + "Let the model scale its input (Scaling = Standardize), lower LearningRate, or limit the gradient (GradientClipping = 1).");
        }

        _state.Progress.Restarts++;
        _session!.Restore(_state.Training);
        _monitor.Warn(string.Create(
            CultureInfo.InvariantCulture,
            $"Training diverged in epoch {epoch.Epoch}: the loss is {epoch.Training.Total}. "
            + $"The fit restarts from the previous epoch with a quarter of the learning rate."));
    }

    private void WriteCheckpoint(bool isDue) =>
        _checkpoint?.Write(isDue, _identity, _best.Values, _state);
}
