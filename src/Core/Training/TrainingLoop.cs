using System.Diagnostics;
using System.Globalization;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Diagnostics;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
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

    // The rows that are judged apart, because validation rows may have nothing like them, and their values.
    private const int MaxFarRows = 32;
    private const int MaxFarValues = 1 << 13;

    // Fewer rows of a batch than this are hardly worth a rank.
    private const int MinRowsPerRank = 16;

    // What an epoch may lose of the variance that principal components explain.
    private const double MaxErrorOfStart = 1.05;

    private readonly FitRequest _request;
    private readonly AutoencoderOptions _options;
    private readonly ITrainingMonitor _monitor;
    private readonly Ranks _ranks;
    private readonly ulong _seed;
    private readonly RowPool _pool;
    private readonly FitClock _clock;

    // Known once the rows are counted, and again if the fit starts over without labels.
    private FitPlan _plan = null!;
    private CheckpointFile? _checkpoint;
    private TrainingBatch _batch = null!;

    // The loss of the last step, on all ranks.
    private LossSum _step = null!;
    private NoiseVariance _variance = null!;
    private CodeStatistics _codes = null!;

    private RowLosses _rowLosses = null!;
    private EpochComparison? _comparison;

    // The best parameters so far, and the state of the fit at the end of the last good epoch.
    private NetworkParameters _best = null!;
    private FitState _state = null!;
    private ITrainingSession? _session;
    private SharedRows _sharedRows = null!;
    private LatentNoise _noise = null!;
    private Corruptor? _corruptor;
    private SlotSwapper? _swapper;
    private CentroidProbe? _probe;
    private float[] _farRows = [];

    // The variance of the validation rows; 0 if there are none, or if codes are not sparse, so that nothing reports it.
    private double _validationVariance;
    private IReadOnlyList<IdentityPart> _identity = [];

    // Whether the last epoch ended with every term at its full weight. Until then, training losses cannot be compared. Validation always uses full
    // weights.
    private bool _hasFullWeights;

    // Whether training, or one rank from another, diverged for good. A checkpoint would only bring a later fit back to this point.
    private bool _hasDiverged;

    // Whether the last attempt to write a checkpoint failed.
    private bool _lacksCheckpoint;

    /// <param name="request">Everything that the fit needs.</param>
    public TrainingLoop(FitRequest request)
    {
        _request = request;
        _options = request.Options;
        _monitor = request.Monitor;
        _ranks = request.Ranks;
        _seed = (ulong)request.Seed;
        _pool = new RowPool(request.Rows, request.ValidationRows, _options.RowOptions, request.Seed, _monitor, _ranks);
        _clock = new FitClock(_options, _ranks);
    }

    /// <summary>How the input is scaled; known after <see cref="Train"/>.</summary>
    public InputScaling Scaling => _pool.Scaling;

    /// <summary>The kind of the model; known after <see cref="Train"/>.</summary>
    public AutoencoderKind Kind => _plan.Options.Kind;

    /// <summary>The trained parameters, without those that only a fit needs; known after <see cref="Train"/>.</summary>
    public NetworkParameters Parameters
    {
        get
        {
            ParameterLayout layout = _plan.Definition.LayoutOf(_best.Architecture);
            return new NetworkParameters(layout, _best.Values[..layout.Count].ToArray());
        }
    }

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

        // Before any row is read.
        _request.Engine.EnsureSupports(_options);
        _pool.Prepare(_options.WarmStart?.Content.Scaling);
        _clock.EndReading();
        DataWarnings.Report(_pool.Statistics, _options.RowOptions, _monitor);
        _monitor.RowsRead(_pool.Statistics, _pool.Scaling);
        if (_pool.Labels is { } labels)
        {
            DataWarnings.Report(labels, _pool.PossibleClasses, _monitor);
        }

        bool ignoresLabels = _ranks.Any(_ranks.IsFirst && CheckpointFile.IgnoresLabels(_options.CheckpointPath));
        FitProgress progress = Run(ignoresLabels, resumes: true);
        bool canStartOver = _plan.ReadsLabels && _options.AuxiliaryLosses is null && !_clock.IsOver;
        if (canStartOver && LabelEvidence.IsAgainst(_pool, _state.Epochs, _plan.LabelFactor, _seed))
        {
            _monitor.Warn(
                $"The labels say nothing about the rows: on {_pool.ValidationRowCount} held-out rows, codes that know them predict labels no better than the "
                + $"frequencies of labels do, and no slot depends on them. The fit starts over without labels. To use them anyway, set {nameof(AutoencoderOptions.AuxiliaryLosses)}.");

            // The checkpoint stays until the first of the new one: a fit stopped in between comes back to this decision, not to its start.
            progress = Run(ignoresLabels: true, resumes: false);
        }

        long rowCount = _pool.RowCount;
        int finalEpochs = RunFinalEpochs(progress);
        _plan.Definition.EndTraining(_best);

        // Later work takes the memory that the session frees.
        _session!.Dispose();
        _session = null;
        return new TrainingHistory
        {
            Epochs = _state.Epochs,
            BestEpoch = _state.Progress.BestEpoch,
            FinalEpochs = finalEpochs,
            Settings = _plan.Settings,
            Start = _state.Start,
            Restarts = _state.Progress.Restarts,
            RowCount = rowCount,
            ValidationRowCount = _pool.ValidationRowCount,
            SkippedRowCount = _pool.SkippedRowCount,
        };
    }

    /// <summary>
    /// Makes codes independent of slots that never varied, unless the fit started from a model, which may have seen them vary.
    /// </summary>
    public void DetachConstantSlots()
    {
        if (_options.WarmStart is null)
        {
            ConstantSlots.Detach(_best, _pool.Statistics, _pool.Scaling, _plan.Definition.HasDistribution);
        }
    }

    /// <summary>A sample of the training rows, in the units of the input, <c>[n, d]</c>.</summary>
    public float[] RawSample(int maxRows) => _pool.RawSample(SampleRows(maxRows));

    /// <summary>A sample of the rows that the model was fitted to, in the units of the input.</summary>
    /// <param name="maxRows">The size of the sample, approximately, if there are that many rows.</param>
    public RowStore FittedSample(int maxRows) => _pool.FittedSample(SampleRows(maxRows));

    /// <summary>The validation rows, in the units of the input; none if none were held out or given.</summary>
    public RowStore ValidationRows() => _pool.ValidationRows();

    /// <summary>Deletes the checkpoint, once the model is complete.</summary>
    public void DeleteCheckpoint()
    {
        try
        {
            _checkpoint?.Delete();
        }
        catch (IOException e)
        {
            _monitor.Warn($"The fit is complete, but its checkpoint remains: {e.Message} Delete it before the next fit.");
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        _pool.Dispose();
    }

    /// <summary>Runs all epochs but the final ones, as if rows had no labels or with them.</summary>
    private FitProgress Run(bool ignoresLabels, bool resumes)
    {
        Start(new FitPlan(_request, _pool, ignoresLabels));
        Begin(resumes);
        var progress = new FitProgress(_options, _plan.Settings, _plan.LearningRate, isValidated: _pool.ValidationRowCount > 0) { Current = _state.Progress };
        try
        {
            // At least one batch, even if reading took all the time: not every kind has a start that is worth anything.
            while (!progress.IsFinished && (_state.Epochs.Count == 0 || !_clock.IsOver))
            {
                RunEpoch(progress);
            }
        }
        catch when (!_hasDiverged)
        {
            // Whatever ended the fit (a token, a report of progress, the source of the rows), no epoch is lost.
            WriteCheckpoint(isDue: true);
            throw;
        }

        // Later work, such as final epochs and ordering units, can be canceled too. No epoch must be lost then.
        WriteCheckpoint(isDue: true);
        return progress;
    }

    /// <summary>Trains the parameters of the best epoch on all rows, for some more epochs.</summary>
    /// <returns>The number of these epochs; 0 if there are none, or if they were of no use.</returns>
    private int RunFinalEpochs(FitProgress progress)
    {
        int epochs = FinalEpochs.Count(_plan, _pool, _state.Progress.BestEpoch);
        if (epochs == 0)
        {
            return 0;
        }

        _pool.ReturnHeldOutRows();
        _best.Values.CopyTo(_state.Training.Parameters);
        _session!.Restore(_state.Training);
        _variance.Restore(_state.NoiseVariance);
        _batch.DeadUnitBuffer.Clear();
        long steps = _state.Training.StepCount;
        for (int i = 0; i < epochs && !_clock.IsOver; i++)
        {
            // The number decides noise and the order of rows, which no other epoch has. No fit comes near the largest number of epochs.
            int number = Math.Min(_plan.Settings.Epochs, int.MaxValue - epochs) + i + 1;
            var noise = new RandomStream(_seed, RandomPurpose.LatentNoise, (ulong)number);
            _pool.StartEpoch(number);
            for (long row = 0; !_clock.IsOver && _pool.Next(_batch, progress.BatchSize, _sharedRows); row += _batch.CountOfRanks)
            {
                _monitor.ThrowIfCancellationRequested();
                TrainBatch(number, noise, FitPoint.End, steps++, progress.FinalLearningRateAt((i + ((double)row / _pool.RowCount)) / epochs));
            }
        }

        // Neither a time limit nor a loss that diverges costs the best epoch.
        if (_clock.IsOver || _ranks.Any(!_session.TrySave(_state.Training)))
        {
            return 0;
        }

        ThrowIfParametersDiffer(_state.Epochs.Count + epochs);

        _state.Training.Parameters.CopyTo(_best.Values);
        return epochs;
    }

    /// <summary>Creates everything whose size or meaning follows from the plan.</summary>
    private void Start(FitPlan plan)
    {
        _plan = plan;
        _best = plan.Request.InitialParameters;
        int q = _best.Architecture.LatentDimension;
        _state = new FitState(_best.Values.Length, q);
        _codes = new CodeStatistics(q);
        Sizes.ThrowIfCheckpointIsTooLarge(_options, _best.Layout, _pool.ValidationRowCount);
        _checkpoint = _options.CheckpointPath is { } path ? new CheckpointFile(path, _options.CheckpointInterval, _plan.Objective.Terms, _ranks) : null;
        _batch = new TrainingBatch(plan.Request.BatchCapacity, q, plan.Request.Slots, _plan.Objective.Terms, plan.Parts)
        {
            LabelFactor = plan.LabelFactor,
        };
        WarnOfSmallBatches();
        _step = new LossSum(_plan.Objective.Terms);
        _variance = new NoiseVariance(_options.Reconstruction, _plan.Objective.HasContinuous, _pool.ScaledVariance());
        _session?.Dispose();
        _session = _request.Engine.Start(plan.Request);
        _sharedRows = new SharedRows(_request.Rows.Dimension, _session.RunParts);
        _noise = new LatentNoise(_sharedRows);
        _probe = CentroidProbe.IsPossible(plan.Classes, q) ? new CentroidProbe(plan.Classes, q) : null;
        _swapper = plan.SwapProbability is { } probability ? new SlotSwapper(probability, _seed, plan.Request.Slots, _sharedRows) : null;
    }

    private void WarnOfSmallBatches()
    {
        int batchSize = _plan.Settings.BatchSize;
        if (_ranks.Size > 1 && batchSize < MinRowsPerRank * _ranks.Size)
        {
            _monitor.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"A batch of {batchSize} rows leaves {(double)batchSize / _ranks.Size:F1} rows on average for each of {_ranks.Size} ranks, so that they mostly wait for one another, and "
                + $"what compares the rows of a batch has few to compare. Raise {nameof(AutoencoderOptions.BatchSize)}, or start fewer ranks."));
        }
    }

    private int SampleRows(int maxRows) => Math.Clamp(Math.Max(SampleValues, _best.Values.Length) / _batch.InputDimension, 1, maxRows);

    /// <summary>Resumes from a checkpoint, if wanted and possible, or starts from a model or from principal components.</summary>
    private void Begin(bool resumes)
    {
        RowStore sample = _pool.Sample(SampleRows(LinearStartRows));
        int d = _request.Rows.Dimension;
        _farRows = FarRows.Of(sample, d, Math.Min(_batch.Capacity, Math.Clamp(MaxFarValues / d, 1, MaxFarRows)));
        _corruptor = _plan.CorruptionFor(() => TypicalSpread.Of(sample, d)) is { } corruption ? new Corruptor(corruption, _seed, d, _sharedRows) : null;
        _identity = _checkpoint is null ? [] : FitIdentity.Of(_request, _pool, _plan.IgnoresLabels);
        _state.BestRowLosses = new RowLosses(_pool.ValidationRowCount);
        _rowLosses = new RowLosses(_pool.ValidationRowCount);
        _comparison = _pool.ValidationRowCount == 0 ? null : new EpochComparison(_pool.ValidationRowCount, _pool.ValidationWeights);
        _validationVariance = _plan.Definition.HasDictionary ? VarianceOfValidationRows() : 0;
        bool isResumed = resumes && (_checkpoint?.TryRead(_identity, _best.Values, _state) ?? false);
        if (!isResumed && _options.WarmStart is { } model)
        {
            model.Content.Parameters.Values.CopyTo(_best.Values);
        }
        else if (!isResumed)
        {
            LinearStart.Initialize(_best, sample, _plan.Options, _seed, _monitor.ThrowIfCancellationRequested);
        }

        if (!isResumed)
        {
            _plan.Definition.BeginTraining(_best);
            _best.Values.CopyTo(_state.Training.Parameters);
        }

        _session!.Restore(_state.Training);
        if (isResumed)
        {
            _state.SetTotalEpochs(_plan.Settings.Epochs);
            _variance.Restore(_state.NoiseVariance);
        }
        else
        {
            _state.Start = ValidateStart();
            _state.NoiseVariance = _variance.Value;
        }
    }

    /// <summary>The loss of the start over the validation rows; <see langword="null"/> if there are none, or if it is not finite.</summary>
    private LossTerms? ValidateStart()
    {
        LossSum sum = SumOverValidationRows();
        if (sum.Rows == 0)
        {
            return null;
        }

        _variance.Start(sum.Loss[LossTerm.SquaredError], sum.ContinuousWeight);
        LossTerms loss = _plan.Objective.Of(sum, _plan.FullWeights, _variance.Value);
        _rowLosses.CopyTo(_state.BestRowLosses);
        double error = SquaredErrorInRange();
        _state.Progress.StartError = double.IsFinite(error) ? error : double.MaxValue;
        double farError = SquaredErrorOfFarRows();
        _state.Progress.StartFarError = double.IsFinite(farError) ? farError : double.MaxValue;

        // A loss that is not finite means nothing, and a file cannot hold it.
        return double.IsFinite(loss.Total) ? loss : null;
    }

    /// <summary>Runs an epoch. If it diverges, restarts from the last good one.</summary>
    private void RunEpoch(FitProgress progress)
    {
        TrainingEpoch epoch = TrainEpoch(progress);

        // Parameters are checked too, because the last step comes after the last loss. A model with a NaN in it must never reach a user.
        bool isGood = double.IsFinite(epoch.Training.Total) && double.IsFinite(epoch.Validation?.Total ?? 0) && _session!.TrySave(_state.Training);
        if (_ranks.Any(!isGood))
        {
            Restart(epoch);
            return;
        }

        _state.NoiseVariance = _variance.Value;
        _state.Epochs.Add(epoch);
        if (progress.Add(epoch, CompareWithBest(epoch.Validation), isComparable: epoch.Validation is not null || _hasFullWeights))
        {
            _state.Training.Parameters.CopyTo(_best.Values);
        }

        _state.MarkDeadUnits(_codes, _plan.Definition);
        ThrowIfParametersDiffer(epoch.Epoch);
        _monitor.EpochCompleted(epoch);
        WriteCheckpoint(isDue: false);
    }

    private TrainingEpoch TrainEpoch(FitProgress progress)
    {
        int number = progress.Current.Epoch + 1;
        long start = Stopwatch.GetTimestamp();
        var noise = new RandomStream(_seed, RandomPurpose.LatentNoise, (ulong)number);
        var sum = new LossSum(_plan.Objective.Terms);
        long steps = _state.Training.StepCount;
        float rate = 0;

        _codes.Clear();
        _probe?.Clear();
        _state.DeadUnits.CopyTo(_batch.DeadUnitBuffer);
        _pool.StartEpoch(number);
        _clock.StartEpoch();
        while (double.IsFinite(sum.Reconstruction) && _pool.Next(_batch, progress.BatchSize, _sharedRows))
        {
            _monitor.ThrowIfCancellationRequested();
            double epochs = number - 1 + ((double)(sum.Rows + _batch.CountOfRanks) / _pool.RowCount);
            rate = progress.LearningRateAt(epochs);
            TrainBatch(number, noise, new FitPoint(epochs, steps + 1, _plan.Settings.Epochs), steps++, rate);
            sum.Add(_step);
            if (_batch.Count > 0)
            {
                _codes.Add(_batch);
                _probe?.Learn(_batch);
            }

            if (_clock.Step(sum.Rows, isLast: sum.Rows == _pool.RowCount) is { } secondsOfRow)
            {
                _monitor.Estimated(_clock.Estimate(secondsOfRow, _plan.Request, _pool, _plan.Settings.Epochs - number + 1));
            }

            if (_clock.IsOver)
            {
                break;
            }
        }

        LossTerms training = _plan.Objective.Of(sum, sum.MeanTermWeights(), _variance.Of(sum.Loss[LossTerm.SquaredError], sum.ContinuousWeight));
        float klWeight = _batch.WeightOf(LossTerm.KlDivergence);
        _hasFullWeights = _batch.TermWeights.SequenceEqual(_plan.FullWeights);
        _codes.AddRanks(_ranks);
        _probe?.FindCentroids(_ranks);
        LossTerms? validation = Validate();
        _probe?.AddHits(_ranks);
        TimeSpan duration = Stopwatch.GetElapsedTime(start);
        bool isSparse = _plan.Definition.HasDictionary;
        return new TrainingEpoch
        {
            Epoch = number,
            TotalEpochs = _plan.Settings.Epochs,
            Training = training,
            Validation = validation,
            LearningRate = rate,
            KlWeight = klWeight,
            BatchSize = progress.BatchSize,
            CentroidAccuracy = _probe?.Accuracy,
            ActiveUnits = _codes.ActiveUnits(_plan.Definition.HasDistribution).Count(active => active),
            L0 = isSparse ? _codes.L0 : null,
            DeadUnits = isSparse ? _codes.DeadUnits : null,
            UnexplainedVariance = _validationVariance > 0 ? validation?[LossTerm.SquaredError.Name] / _validationVariance : null,
            Duration = duration,
            TimeLeft = FitClock.TimeLeft(_state.Epochs, duration, _plan.Settings.Epochs),
            RowsPerSecond = sum.Rows / duration.TotalSeconds,
        };
    }

    /// <summary>Takes a step on the rows of the batch, and sets <see cref="_step"/> to their loss.</summary>
    /// <param name="epoch">The number of the epoch.</param>
    /// <param name="noise">The latent noise of the epoch.</param>
    /// <param name="point">Where schedules are.</param>
    /// <param name="steps">The number of steps so far.</param>
    /// <param name="rate">The learning rate.</param>
    private void TrainBatch(int epoch, RandomStream noise, in FitPoint point, long steps, float rate)
    {
        _plan.SetTermWeights(point, _batch.TermWeightBuffer);
        _noise.Draw(_batch, noise, _batch.FirstRow);
        Corrupt(_corruptor, epoch, _batch.FirstRow, _plan.CorruptionStrength(point));
        _batch.NoiseVariance = _variance.Value;
        _batch.Progress = Math.Min(1, point.Epochs / point.TotalEpochs);
        _batch.Loss.Clear();
        _session!.TrainBatch(_batch, rate);
        _step.Clear();
        _step.Add(_batch);
        _step.AddRanks(_ranks);
        _variance.Observe(_step, steps);
    }

    /// <summary>The loss over the validation rows; <see langword="null"/> if there are none.</summary>
    private LossTerms? Validate()
    {
        LossSum sum = SumOverValidationRows();
        return sum.Rows == 0 ? null : _plan.Objective.Of(sum, _plan.FullWeights, _variance.Value);
    }

    private LossSum SumOverValidationRows()
    {
        var noise = new RandomStream(_seed, RandomPurpose.ValidationNoise, 0);
        var sum = new LossSum(_plan.Objective.Terms);

        // With full weights, whatever the schedule has reached, and without dead units, which change from epoch to epoch, so that the losses of different
        // epochs can be compared.
        _plan.FullWeights.CopyTo(_batch.TermWeightBuffer);
        _batch.DeadUnitBuffer.Clear();
        _batch.NoiseVariance = _variance.Value;
        _batch.Progress = 1;
        _rowLosses.Clear();
        while (_pool.NextValidation(_batch, (int)sum.Rows, _sharedRows))
        {
            _monitor.ThrowIfCancellationRequested();
            _noise.Draw(_batch, noise, _batch.FirstRow);
            Corrupt(_plan.Definition.CorruptsValidation ? _corruptor : null, epoch: 0, _batch.FirstRow, strength: 1);
            _session!.EvaluateBatch(_batch);
            _rowLosses.Set(_batch, (int)_batch.FirstRow);
            _probe?.Judge(_batch);
            sum.Add(_batch);
        }

        sum.AddRanks(_ranks);
        _ranks.Sum(_rowLosses.Values);
        _rowLosses.Add(sum.Rows == 0 ? 0 : _plan.Objective.ChargedNats(sum, _plan.FullWeights));
        return sum;
    }

    private double VarianceOfValidationRows()
    {
        var variance = new RowVariance(_plan.Request.Slots);
        for (int row = 0; _pool.NextValidation(_batch, row, _sharedRows); row += _batch.Count)
        {
            _monitor.ThrowIfCancellationRequested();
            variance.Add(_batch);
        }

        variance.AddRanks(_ranks);
        return variance.Value;
    }

    /// <summary>Compares the last epoch with the best one so far, and remembers it if it is better.</summary>
    private Verdict? CompareWithBest(LossTerms? validation)
    {
        if (validation is null)
        {
            return null;
        }

        // The start is principal components. An epoch must beat it clearly, and then it is the one to beat. Labels are what components know nothing of, so
        // in a fit that reads them, the start is an epoch like any other.
        bool mustBeatStart = _state.Progress.BestEpoch == 0 && IsComparedWithStart;
        double v = _variance.Value;
        Verdict verdict = _comparison!.Compare(_rowLosses.Under(v), _state.BestRowLosses.Under(v));
        if (ExplainsLessThanStart() || (mustBeatStart && verdict != Verdict.ClearlyBetter))
        {
            return Verdict.Worse;
        }

        if (verdict is Verdict.Better or Verdict.ClearlyBetter)
        {
            _rowLosses.CopyTo(_state.BestRowLosses);
            return Verdict.Better;
        }

        return verdict;
    }

    private bool IsComparedWithStart => !_plan.ReadsLabels && _plan.Definition.IsComparedWithStart;

    /// <summary>
    /// Whether the squared error, to which rare rows may contribute most, is larger than that of the start, over the validation rows or over the training
    /// rows that are farthest out. The comparison row by row does not see it. Validation rows with values that no training row has do not count: no
    /// fit can learn them. A code that also has labels to tell about has less room for rows, so this does not judge it.
    /// </summary>
    private bool ExplainsLessThanStart() => IsComparedWithStart
        && (SquaredErrorInRange() > MaxErrorOfStart * _state.Progress.StartError
            || SquaredErrorOfFarRows() > MaxErrorOfStart * _state.Progress.StartFarError);

    /// <summary>
    /// The squared error of <see cref="_farRows"/>, reconstructed from their means, and corrupted if validation rows are: without corruption, a code as wide
    /// as the row starts at an error of 0, which nothing could beat.
    /// </summary>
    private double SquaredErrorOfFarRows()
    {
        if (_farRows.Length == 0)
        {
            return 0;
        }

        _batch.Count = _farRows.Length / _batch.InputDimension;
        _farRows.CopyTo(_batch.RowBuffer);
        _batch.ObservedBuffer.Fill(1);
        _batch.WeightBuffer.Fill(1);
        _batch.NoiseBuffer.Clear();
        _batch.LabelBuffer.Fill(float.NaN);
        Corrupt(_plan.Definition.CorruptsValidation ? _corruptor : null, epoch: 0, firstRow: _rowLosses.Count, strength: 1);
        _session!.EvaluateBatch(_batch);
        return _ranks.OfFirst(Reductions.Sum(_batch.RowSquaredErrors));
    }

    private double SquaredErrorInRange()
    {
        double sum = 0;
        for (int row = 0; row < _rowLosses.Count; row++)
        {
            double weight = _pool.ValidationWeights is [] ? 1 : _pool.ValidationWeights[row];
            sum += _pool.IsInRange(row) ? weight * _rowLosses.SquaredErrors[row] : 0;
        }

        return sum;
    }

    /// <summary>Fills in the input of the encoder, if it can differ from the rows, and the second view of the rows, if there is one.</summary>
    private void Corrupt(Corruptor? corruptor, int epoch, long firstRow, float strength)
    {
        if (corruptor is not null)
        {
            corruptor.Corrupt(_batch, epoch, firstRow, strength);
        }
        else if (_plan.CorruptsInput)
        {
            _batch.Rows.CopyTo(_batch.CorruptedBuffer);
        }

        _swapper?.Swap(_batch, epoch, firstRow);
    }

    /// <summary>Checks that all ranks have the same parameters. If they do not, no rank has the model of all, and no checkpoint is written.</summary>
    private void ThrowIfParametersDiffer(int epoch)
    {
        if (_ranks.Size == 1)
        {
            return;
        }

        IReadOnlyList<string> hashes = _ranks.Gather(FitIdentity.Hash(_state.Training.Parameters));
        if (hashes.Distinct().Count() > 1)
        {
            _hasDiverged = true;
            int rank = hashes.TakeWhile(hash => hash == hashes[0]).Count();
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"After epoch {epoch}, the parameters of rank {rank} are not those of rank 0. Either {_request.Engine.GetType().Name} does not add up the gradients of ranks, or "
                + $"it computes other bits on another device. Use the same device and versions on all ranks. An engine of your own must call "
                + $"{nameof(TrainingRequest)}.{nameof(TrainingRequest.SumOverRanks)} for the gradient of each batch."));
        }
    }

    /// <summary>Returns to the end of the last good epoch, with a lower learning rate.</summary>
    private void Restart(TrainingEpoch epoch)
    {
        if (_state.Progress.Restarts == FitProgress.MaxRestarts)
        {
            _hasDiverged = true;
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Training diverged in epoch {epoch.Epoch}, where the loss is {epoch.Training.Total}, after {FitProgress.MaxRestarts} restarts, "
                    + $"each with a quarter of the previous learning rate. LearningRate is {_plan.LearningRate}, "
                    + $"Scaling is {_options.Scaling}, Kind is {_options.Kind}. ")
                + "Let the model scale its input (Scaling = Standardize), lower LearningRate, or limit the gradient (GradientClipping = 1).");
        }

        _state.Progress.Restarts++;
        _session!.Restore(_state.Training);
        _variance.Restore(_state.NoiseVariance);
        _monitor.Warn(string.Create(
            CultureInfo.InvariantCulture,
            $"Training diverged in epoch {epoch.Epoch}: the loss is {epoch.Training.Total}. "
            + $"The fit restarts from the previous epoch with a quarter of the learning rate."));
    }

    /// <summary>Writes a checkpoint if one is due. A failure does not end the fit, because a checkpoint is there to save work, not to lose it.</summary>
    private void WriteCheckpoint(bool isDue)
    {
        try
        {
            _checkpoint?.Write(isDue, _identity, _best.Values, _state);
            _lacksCheckpoint = false;
        }
        catch (Exception e) when (e is IOException or OutOfMemoryException)
        {
            if (!_lacksCheckpoint)
            {
                _monitor.Warn($"No checkpoint was written after epoch {_state.Epochs.Count}. {e.Message} The fit goes on, and will try again.");
            }

            _lacksCheckpoint = true;
        }
    }
}
