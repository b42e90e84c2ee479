using System.Diagnostics;
using MLNet.Autoencoder.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>A loop over shuffled rows in TorchSharp, with Adam.</summary>
internal sealed class TorchFit : IDisposable
{
    // The usual rate of Adam. A higher one leaves more units dead, and a cosine gains nothing here.
    private const double LearningRate = 0.001;

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
    /// <param name="isComplete">Whether the fit ends, asked before each step.</param>
    public static TorchFit Run(SparseTask task, float[] rows, int batchSize, int seed, Func<TorchFit, bool> isComplete)
    {
        var fit = new TorchFit(new TorchTopK(task.Slots, task.Units, task.ActiveUnits, seed));
        using Tensor all = TorchMemory.ToDevice(rows, CPU, task.Rows, task.Slots);
        using var generator = new Generator((ulong)seed);
        long start = Stopwatch.GetTimestamp();
        while (!isComplete(fit))
        {
            using Tensor order = randperm(task.Rows, generator: generator);
            for (int first = 0; first < task.Rows && !isComplete(fit); first += batchSize)
            {
                using DisposeScope scope = NewDisposeScope();
                int count = Math.Min(batchSize, task.Rows - first);
                fit.Model.Step(all.index_select(0, order.narrow(0, first, count)), LearningRate);
                fit.Rows += count;
                fit.Duration = Stopwatch.GetElapsedTime(start);
            }
        }

        return fit;
    }

    public void Dispose() => Model.Dispose();
}
