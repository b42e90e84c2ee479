namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>An engine as a third party would write it: it reaches another one through the public interfaces alone.</summary>
/// <param name="inner">The engine that does the arithmetic.</param>
internal class DelegatingEngine(ITrainingEngine inner) : ITrainingEngine
{
    /// <summary>How often the training loop asked for work to be run in parts.</summary>
    public int PiecesOfWork { get; private set; }

    public virtual ITrainingSession Start(TrainingRequest request) => new ThreadedSession(this, inner.Start(request));

    private class Session(ITrainingSession inner) : ITrainingSession
    {
        protected ITrainingSession Inner => inner;

        public void TrainBatch(TrainingBatch batch, float learningRate) => inner.TrainBatch(batch, learningRate);

        public void EvaluateBatch(TrainingBatch batch) => inner.EvaluateBatch(batch);

        public bool TrySave(TrainingState state) => inner.TrySave(state);

        public void Restore(TrainingState state) => inner.Restore(state);

        public void Dispose() => inner.Dispose();
    }

    private sealed class ThreadedSession(DelegatingEngine engine, ITrainingSession inner) : Session(inner), ITrainingSession
    {
        public void RunParts(int count, Action<int> work)
        {
            engine.PiecesOfWork++;
            Inner.RunParts(count, work);
        }
    }

    /// <summary>The same without threads to lend: parts run as the interface's default runs them.</summary>
    /// <param name="inner">The engine that does the arithmetic.</param>
    internal sealed class WithoutThreads(ITrainingEngine inner) : DelegatingEngine(inner)
    {
        private readonly ITrainingEngine _inner = inner;

        public override ITrainingSession Start(TrainingRequest request) => new Session(_inner.Start(request));
    }
}
