using System.Diagnostics;
using MLNet.Autoencoder.Benchmarks.Train;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>Steps of the plain loop in TorchSharp, all on the same batch.</summary>
internal sealed class TorchStepContestant(SparseTask task, float[] rows, int threads) : Contestant("step", "torchsharp-topk", threads)
{
    private readonly TorchTopK _model = new(task.Slots, task.Units, task.ActiveUnits, seed: 1);
    private readonly Tensor _batch = TorchMemory.ToDevice(rows, CPU, rows.Length / task.Slots, task.Slots);

    public override double RowsPerSecond()
    {
        using var setting = new TorchThreads(Threads);
        long taken = 0, start = Stopwatch.GetTimestamp();
        do
        {
            _model.Step(_batch, learningRate: 1e-4);
            taken += _batch.shape[0];
        }
        while (Stopwatch.GetElapsedTime(start) < StepContestant.SampleTime);
        return taken / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public override void Dispose()
    {
        _model.Dispose();
        _batch.Dispose();
    }
}
