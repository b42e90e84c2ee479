using System.Diagnostics;
using MLNet.Autoencoder.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>A loop over shuffled rows in TorchSharp, with the learning rate of our defaults: 0.003, lowered by a cosine.</summary>
internal sealed class TorchFit : IDisposable
{
    private TorchFit(TorchTopK model)
    {
        Model = model;
    }

    public TorchTopK Model { get; }

    /// <summary>The number of rows in all steps.</summary>
    public long Rows { get; private set; }

    /// <summary>The duration of all steps.</summary>
    public TimeSpan Duration { get; private set; }

    /// <param name="task">The task.</param>
    /// <param name="rows">The rows, <c>[n, d]</c>.</param>
    /// <param name="batchSize">The number of rows in a step.</param>
    /// <param name="seed">The seed of parameters and row order.</param>
    /// <param name="progress">The progress from 0 to 1, given the duration and the number of rows so far. The fit ends at 1.</param>
    public static TorchFit Run(SparseTask task, float[] rows, int batchSize, int seed, Func<TimeSpan, long, double> progress)
    {
        var fit = new TorchFit(new TorchTopK(task.Slots, task.Units, task.ActiveUnits, seed));
        using Tensor all = TorchMemory.ToDevice(rows, CPU, task.Rows, task.Slots);
        using var generator = new Generator((ulong)seed);
        long start = Stopwatch.GetTimestamp();
        while (progress(fit.Duration, fit.Rows) < 1)
        {
            using Tensor order = randperm(task.Rows, generator: generator);
            for (int first = 0; first < task.Rows && progress(fit.Duration, fit.Rows) is < 1 and var done; first += batchSize)
            {
                using DisposeScope scope = NewDisposeScope();
                int count = Math.Min(batchSize, task.Rows - first);
                Tensor batch = all.index_select(0, order.narrow(0, first, count));
                fit.Model.Step(batch, AutoencoderOptions.Defaults.LearningRate * (1 + Math.Cos(Math.PI * done)) / 2);
                fit.Rows += count;
                fit.Duration = Stopwatch.GetElapsedTime(start);
            }
        }

        return fit;
    }

    public void Dispose() => Model.Dispose();
}
