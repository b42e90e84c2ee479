using System.Globalization;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Detection;
using MLNet.Autoencoder.Diagnostics;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>Fits autoencoders to rows.</summary>
public static class Autoencoder
{
    /// <summary>Fits a model to rows.</summary>
    /// <param name="rows">
    /// The rows. Rows with an infinity, or with a NaN if <see cref="AutoencoderOptions.MissingValues"/> does not allow it, are left out and counted
    /// in <see cref="AutoencoderModel.History"/>.
    /// </param>
    /// <param name="options">What to fit and how; copied, so that later changes do not affect the fit.</param>
    /// <returns>
    /// The model, with the parameters of the epoch that did best on the held-out rows, or of the last epoch if none were held out. If the fit reads labels,
    /// <see cref="TrainingHistory.FinalEpochs"/> may have followed.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument, or a choice in the options, is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// An option is out of its range, options contradict each other, or no checkpoint can be written to <see cref="AutoencoderOptions.CheckpointPath"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There is no usable row, a value does not suit the reconstruction, the range of a slot exceeds the largest <see cref="float"/>, a later pass
    /// returned other rows than the first, training diverged, or the checkpoint belongs to another fit or cannot be read.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token in the options was canceled.</exception>
    /// <exception cref="NotSupportedException">The engine does not support one of the other options, or what it runs on is missing.</exception>
    public static AutoencoderModel Fit(IRowSource rows, AutoencoderOptions options) => Fit(rows, validationRows: null, options);

    /// <summary>Fits a model to rows, and keeps the parameters of the epoch that does best on the validation rows.</summary>
    /// <param name="rows">The rows to train on.</param>
    /// <param name="validationRows">
    /// The validation rows, with the same number of slots; they are held in memory. <see langword="null"/> to hold out
    /// <see cref="AutoencoderOptions.ValidationFraction"/> of <paramref name="rows"/>.
    /// </param>
    /// <param name="options">What to fit and how.</param>
    /// <returns>The model, with the parameters of the epoch that did best on the validation rows.</returns>
    /// <inheritdoc cref="Fit(IRowSource, AutoencoderOptions)" path="/exception"/>
    public static AutoencoderModel Fit(IRowSource rows, IRowSource? validationRows, AutoencoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        AutoencoderOptions ownOptions = options.Copy();
#pragma warning disable RS0030 // The seed of a fit whose options have none.
        return Fit(rows, validationRows, ownOptions, Random.Shared.Next(), gpu: default, new OptionsMonitor(ownOptions));
#pragma warning restore RS0030
    }

    /// <summary>Fits an anomaly detector.</summary>
    /// <param name="rows">The rows to train on: normal ones, or all rows if anomalies among them are rare.</param>
    /// <param name="options">What to fit and how.</param>
    /// <returns>The detector.</returns>
    /// <inheritdoc cref="Fit(IRowSource, AutoencoderOptions)" path="/exception"/>
    public static AnomalyDetector FitAnomalyDetector(IRowSource rows, AnomalyDetectorOptions options) => FitAnomalyDetector(rows, validationRows: null, options);

    /// <summary>Fits an anomaly detector, and takes its threshold from given rows instead of held-out ones.</summary>
    /// <param name="rows">The rows to train on: normal ones, or all rows if anomalies among them are rare.</param>
    /// <param name="validationRows">
    /// Rows of the same kind that are not trained on. They determine the best epoch and the threshold. <see langword="null"/> to hold out some of
    /// <paramref name="rows"/>.
    /// </param>
    /// <param name="options">What to fit and how.</param>
    /// <returns>The detector.</returns>
    /// <inheritdoc cref="Fit(IRowSource, AutoencoderOptions)" path="/exception"/>
    public static AnomalyDetector FitAnomalyDetector(IRowSource rows, IRowSource? validationRows, AnomalyDetectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        AnomalyDetectorOptions ownOptions = options.ForRowsOf(rows.Dimension);
#pragma warning disable RS0030 // The seed of a fit whose options have none.
        return FitAnomalyDetector(rows, validationRows, ownOptions, Random.Shared.Next(), gpu: default, new OptionsMonitor(ownOptions));
#pragma warning restore RS0030
    }

    /// <summary>Fits an anomaly detector with a GPU preference and a monitor.</summary>
    /// <inheritdoc cref="Fit(IRowSource, IRowSource?, AutoencoderOptions, int, GpuPreference, ITrainingMonitor, Ranks?)"/>
    internal static AnomalyDetector FitAnomalyDetector(
        IRowSource rows,
        IRowSource? validationRows,
        AnomalyDetectorOptions options,
        int drawnSeed,
        GpuPreference gpu,
        ITrainingMonitor monitor,
        Ranks? ranks = null)
    {
        if (ranks is null)
        {
            var own = new Ranks(options.Communicator);
            return own.Run(() => FitAnomalyDetector(rows, validationRows, options, drawnSeed, gpu, monitor, own));
        }

        ranks.ThrowIfDifferent((nameof(options.Score), $"{options.Score}"), (nameof(options.Contamination), OptionIdentity.TextOf(options.Contamination)));
        AnomalyDetector detector = Fit(rows, validationRows, options, drawnSeed, gpu, monitor, ranks, (model, loop) => DetectorCalibration.Calibrate(
            model,
            options.Score,
            options.Contamination,
            loop.FittedSample(DetectorCalibration.SampleRowsOf(rows.Dimension)),
            loop.ValidationRows(),
            monitor.ThrowIfCancellationRequested));
        if (ranks.IsFirst)
        {
            WarnOfReference(detector, monitor);
        }

        return detector;
    }

    private static void WarnOfReference(AnomalyDetector detector, ITrainingMonitor monitor)
    {
        ReferenceScores reference = detector.Content.Reference;
        if (!reference.AreHeldOut)
        {
            monitor.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"No rows were held out of the fit, so the threshold is that of {reference.Count} rows of the fit, whose scores are too low: more rows than "
                + $"{nameof(AnomalyDetectorOptions.Contamination)} = {detector.Contamination} will exceed it. Pass 40 rows or more and a "
                + $"{nameof(AutoencoderOptions.ValidationFraction)} above 0, or pass validation rows."));
        }
        else if (!reference.Resolves(detector.Contamination))
        {
            monitor.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(AnomalyDetectorOptions.Contamination)} is {detector.Contamination}, too small a share to take from the scores of {reference.Count} rows held "
                + $"out of the fit. The threshold is the highest of them, {detector.Threshold}. Pass more rows, or raise {nameof(AutoencoderOptions.ValidationFraction)}."));
        }
    }

    /// <summary>Fits a model with a GPU preference and a monitor.</summary>
    /// <param name="rows">The rows to train on.</param>
    /// <param name="validationRows">The validation rows, if any.</param>
    /// <param name="options">What to fit and how.</param>
    /// <param name="drawnSeed">The seed if neither the options nor a checkpoint contains one.</param>
    /// <param name="gpu">The GPU preference of the caller's environment.</param>
    /// <param name="monitor">Receives reports of the fit, and may cancel it.</param>
    /// <param name="ranks">The ranks of the options' communicator, if the caller's work is part of the fit.</param>
    internal static AutoencoderModel Fit(
        IRowSource rows,
        IRowSource? validationRows,
        AutoencoderOptions options,
        int drawnSeed,
        GpuPreference gpu,
        ITrainingMonitor monitor,
        Ranks? ranks = null) => Fit(rows, validationRows, options, drawnSeed, gpu, monitor, ranks, static (model, _) => model);

    /// <summary>Fits a model, and completes the result while the rows of the fit are still at hand.</summary>
    /// <param name="rows">The rows to train on.</param>
    /// <param name="validationRows">The validation rows, if any.</param>
    /// <param name="options">What to fit and how.</param>
    /// <param name="drawnSeed">The seed if neither the options nor a checkpoint contains one.</param>
    /// <param name="gpu">The GPU preference of the caller's environment.</param>
    /// <param name="monitor">Receives reports of the fit, and may cancel it.</param>
    /// <param name="ranks">The ranks of the options' communicator, if the caller's work is part of the fit.</param>
    /// <param name="complete">Computes the result from the model and its rows. The checkpoint is deleted afterwards.</param>
    internal static TResult Fit<TResult>(
        IRowSource rows,
        IRowSource? validationRows,
        AutoencoderOptions options,
        int drawnSeed,
        GpuPreference gpu,
        ITrainingMonitor monitor,
        Ranks? ranks,
        Func<AutoencoderModel, TrainingLoop, TResult> complete)
    {
        if (ranks is null)
        {
            var own = new Ranks(options.Communicator);
            return own.Run(() => Fit(rows, validationRows, options, drawnSeed, gpu, monitor, own, complete));
        }

        rows = EmptyRows.LikeOthers(rows, ranks);
        validationRows = ranks.Any(validationRows is null) ? validationRows : EmptyRows.LikeOthers(validationRows!, ranks);
        options.Validate();
        NetworkArchitecture architecture = options.ArchitectureFor(rows.Dimension);
        options.Validate(architecture);
        if (validationRows is not null && validationRows.Dimension != rows.Dimension)
        {
            throw new ArgumentException(
                $"The validation rows have {validationRows.Dimension} slots, but the training rows have {rows.Dimension}. The numbers must be equal.",
                nameof(validationRows));
        }

        EnsureLabels(rows, validationRows, options);
        int seed = ranks.OfFirst(options.Seed ?? (ranks.IsFirst ? CheckpointFile.SeedIn(options.CheckpointPath) : null) ?? drawnSeed);
        ITrainingEngine engine = options.Engine ?? new ManagedEngine();
        var request = new FitRequest(rows, validationRows, options, engine, seed, gpu, ranks.IsFirst ? monitor : new RankMonitor(monitor), ranks);
        FitIdentity.ThrowIfRanksDiffer(request);
        using var loop = new TrainingLoop(request);
        TrainingHistory history = loop.Train();
        loop.DetachConstantSlots();
        var model = new AutoencoderModel(new ModelContent(loop.Parameters, loop.Scaling, loop.Kind, options.Reconstruction, seed, history));
        if (options.LatentOrder == LatentOrder.ByInformation)
        {
            model = LatentInformation.Ordered(model, loop.RawSample(LatentInformation.Rows), monitor.ThrowIfCancellationRequested);
        }

        TResult result = complete(model, loop);

        // As long as another rank may fail, the checkpoint is all there is.
        ranks.Check();
        loop.DeleteCheckpoint();
        return result;
    }

    /// <summary>Checks that all rows have the labels that the fit needs.</summary>
    private static void EnsureLabels(IRowSource rows, IRowSource? validationRows, AutoencoderOptions options)
    {
        if (rows.Labels is null && options.AuxiliaryLosses?.FirstOrDefault(loss => loss.Definition.ReadsLabels) is { } loss)
        {
            throw new ArgumentException(
                $"{nameof(AutoencoderOptions.AuxiliaryLosses)} contains {loss.GetType().Name}, which reads labels, but the rows have none. In a pipeline, "
                + "set LabelColumnName.");
        }

        if (validationRows is not null && validationRows.Labels != rows.Labels)
        {
            throw new ArgumentException(
                $"The labels of the validation rows are {Describe(validationRows.Labels)}, but those of the training rows are {Describe(rows.Labels)}. "
                + "They must be the same.",
                nameof(validationRows));
        }

        static string Describe(LabelKind? kind) => kind switch
        {
            null => "missing",
            LabelKind.Class => "classes",
            LabelKind.Number => "numbers",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of label."),
        };
    }

    /// <summary>Reports to the options, and cancels by <see cref="AutoencoderOptions.CancellationToken"/>.</summary>
    private sealed class OptionsMonitor(AutoencoderOptions options) : ITrainingMonitor
    {
        public void Estimated(TrainingEstimate estimate) => options.EstimateProgress?.Report(estimate);

        public void EpochCompleted(TrainingEpoch epoch) => options.Progress?.Report(epoch);

        public void Warn(string message) => options.WarningProgress?.Report(message);

        public void ThrowIfCancellationRequested() => options.CancellationToken.ThrowIfCancellationRequested();
    }
}
