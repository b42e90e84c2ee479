using System.Diagnostics;
using System.Globalization;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Training;

/// <summary>Measures a fit: what it will take, estimated from its first steps, and whether its time is over.</summary>
/// <param name="options">The options of the fit.</param>
/// <param name="ranks">The ranks, which end together.</param>
internal sealed class FitClock(AutoencoderOptions options, Ranks ranks)
{
    // The first step is slow, because its code is compiled. A few more are enough, and a long step is enough by itself.
    private const int MeasuredSteps = 4;

    // An evaluation is a forward pass, about a third of a step.
    private const double EvaluationShare = 0.35;

    // In a network this wide, most of the time goes into the slots of a row.
    private const int ManySlots = 2_000;

    private static readonly TimeSpan LongStep = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongFit = TimeSpan.FromMinutes(5);

    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _reading;
    private long _firstStep;
    private long _rowsOfFirstStep;
    private int _steps;

    /// <summary>Whether the time that the options allow is over.</summary>
    public bool IsOver => options.MaximumTrainingTime is { } limit && ranks.Any(Stopwatch.GetElapsedTime(_start) > limit);

    /// <summary>Ends the first pass over the rows.</summary>
    public void EndReading() => _reading = Stopwatch.GetElapsedTime(_start);

    /// <summary>Starts an epoch.</summary>
    public void StartEpoch()
    {
        _steps = _steps < MeasuredSteps ? 0 : _steps;
        (_firstStep, _rowsOfFirstStep) = (Stopwatch.GetTimestamp(), 0);
    }

    /// <summary>Counts a step.</summary>
    /// <param name="rows">The rows trained on so far.</param>
    /// <param name="isLast">Whether this is the last step of an epoch.</param>
    /// <returns>
    /// The seconds that a row takes, once they are known; <see langword="null"/> before and afterwards. The tick of a <see cref="TimeSpan"/> is longer than
    /// a row of a small network.
    /// </returns>
    public double? Step(long rows, bool isLast)
    {
        if (_steps > MeasuredSteps)
        {
            return null;
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(_firstStep);
        _steps++;
        if (_steps == 1 && !isLast && elapsed < LongStep)
        {
            (_firstStep, _rowsOfFirstStep) = (Stopwatch.GetTimestamp(), rows);
            return null;
        }

        bool isEnough = _steps == MeasuredSteps || (_steps < MeasuredSteps && (isLast || elapsed >= LongStep));
        _steps = isEnough ? MeasuredSteps : _steps;
        return isEnough ? elapsed.TotalSeconds / (rows - _rowsOfFirstStep) : null;
    }

    /// <summary>What the remaining epochs will take.</summary>
    /// <param name="secondsOfRow">The time to train on a row, in seconds.</param>
    /// <param name="request">What the engine was given.</param>
    /// <param name="pool">The rows.</param>
    /// <param name="epochs">The number of remaining epochs.</param>
    public TrainingEstimate Estimate(double secondsOfRow, TrainingRequest request, RowPool pool, int epochs)
    {
        double rows = pool.RowCount + (EvaluationShare * pool.ValidationRowCount);
        double epoch = (secondsOfRow * rows) + (_reading.TotalSeconds * pool.PassesPerEpoch);
        var estimate = new TrainingEstimate
        {
            Duration = Seconds(epochs * epoch),
            MemoryBytes = pool.HeldBytes + WorkspaceBytes(request),
            RowCount = pool.RowCount,
            InputDimension = pool.Statistics.Dimension,
            Settings = request.Settings,
        };
        return estimate.Duration <= LongFit ? estimate : estimate with { Advice = AdviceFor(request.InitialParameters.Architecture) };
    }

    /// <summary>The time for the epochs that are left, if each takes as long as those so far.</summary>
    /// <param name="earlier">The epochs before the last one.</param>
    /// <param name="duration">The duration of the last one.</param>
    /// <param name="epochs">The number of epochs in the fit.</param>
    public static TimeSpan TimeLeft(IReadOnlyCollection<TrainingEpoch> earlier, TimeSpan duration, int epochs)
    {
        double sum = earlier.Sum(epoch => epoch.Duration.TotalSeconds) + duration.TotalSeconds;
        return Seconds(sum / (earlier.Count + 1) * (epochs - earlier.Count - 1));
    }

    /// <summary>A time that may be longer than can be represented.</summary>
    private static TimeSpan Seconds(double seconds) => seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;

    /// <summary>Parameters, their gradient and its parts, both moments, and the copies of a state; the workspace of a batch.</summary>
    private static long WorkspaceBytes(TrainingRequest request)
    {
        NetworkArchitecture architecture = request.InitialParameters.Architecture;
        int copies = 8 + BatchBlocks.Gradients(request.InitialParameters.Layout, request.BatchCapacity);
        long row = (4L * architecture.InputDimension) + (6L * architecture.HiddenLayers.Sum()) + (12L * architecture.LatentDimension);
        return sizeof(float) * (((long)copies * request.InitialParameters.Values.Length) + (request.BatchCapacity * row));
    }

    private static string AdviceFor(NetworkArchitecture architecture)
    {
        const string End = $"{nameof(AutoencoderOptions.MaximumTrainingTime)} ends the fit with the best model so far.";
        bool isWide = architecture.InputDimension >= ManySlots && architecture.HiddenLayers.Count > 0 && architecture.HiddenLayers[0] > 16;
        return isWide
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Most of that time goes into {architecture.InputDimension} slots times {architecture.HiddenLayers[0]} hidden units: for so many slots, "
                + $"{nameof(AutoencoderOptions.HiddenLayers)} = [] or [16] makes sense. {End}")
            : $"Fewer {nameof(AutoencoderOptions.Epochs)} or smaller {nameof(AutoencoderOptions.HiddenLayers)} make it shorter. {End}";
    }
}
