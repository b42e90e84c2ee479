using System.Diagnostics;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>The fits of a task on a number of threads.</summary>
internal sealed class TaskRun
{
    private const int PeakSamples = 5;

    private readonly SparseTask _task;
    private readonly int _seed;
    private readonly PlantedDictionary _planted;
    private readonly float[] _training;
    private readonly float[] _test;

    public TaskRun(SparseTask task, int seed)
    {
        (_task, _seed, _planted) = (task, seed, task.Planted(seed));
        _training = _planted.Rows(0, task.Rows);
        _test = _planted.Rows(task.Rows, SparseTask.TestRows);
    }

    /// <summary>Fits with our engine, and prints a line.</summary>
    /// <returns>The history and the duration of the fit.</returns>
    public (TrainingHistory History, TimeSpan Duration) Ours(string kind, Sparsity sparsity, int threads, Peak peak)
    {
        double before = Median(peak);
        long start = Stopwatch.GetTimestamp();
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(_training, _task.Slots), _task.Options(sparsity, threads, _seed));
        TimeSpan duration = Stopwatch.GetElapsedTime(start);
        TrainingHistory history = model.History;
        double rate = (history.RowCount - history.ValidationRowCount) * history.Epochs.Count / duration.TotalSeconds;
        Print(kind, threads, rate, (before + Median(peak)) / 2, new FittedDictionary(model));
        return (history, duration);
    }

    /// <summary>Fits with TorchSharp for as long as ours took, or for as many epochs, and prints a line. No rows are held out.</summary>
    public void Torch((TrainingHistory History, TimeSpan Duration) ours, TorchLimit limit, int threads, Peak peak)
    {
        using var setting = new TorchThreads(threads);
        int batchSize = ours.History.Settings!.BatchSize, epochs = ours.History.Epochs.Count;
        double before = Median(peak);
        using TorchFit fit = TorchFit.Run(_task, _training, batchSize, _seed, fit => limit switch
        {
            TorchLimit.Time => fit.Duration >= ours.Duration,
            TorchLimit.Epochs => fit.Rows >= (long)epochs * _task.Rows,
            _ => throw new UnreachableException(),
        });
        double after = Median(peak);
        string reason = limit == TorchLimit.Time ? "for as long as topk took" : "for as many epochs as topk";
        Output.Line(
            $"# torchsharp-topk {reason}: {fit.Duration.TotalSeconds:F1} s, {(double)fit.Rows / _task.Rows:F1} epochs in batches of {batchSize}, topk {epochs}");
        Print("torchsharp-topk", threads, fit.Rows / fit.Duration.TotalSeconds, (before + after) / 2, fit.Model);
    }

    private static double Median(Peak peak) => Spread.Of(Enumerable.Range(0, PeakSamples).Select(_ => peak.Measure())).Median;

    private void Print(string kind, int threads, double rate, double peak, IDictionaryModel model)
    {
        var score = DictionaryScore.Of(model, _planted, _training, _test);
        FormattableString quality = $"{score.MeanCosine:F4} {score.Unexplained:F4} {score.Alive}/{_task.Units}";
        Output.Line(
            $"sparse {_task.Slots} {_task.Units} {_task.ActiveUnits} {kind} {threads} {rate:F0} {_task.EncoderFlops * rate / peak:F3} {Output.Text(quality)}");
    }
}
