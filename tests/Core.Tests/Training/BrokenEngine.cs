namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>The managed engine with one defect.</summary>
/// <param name="defect">What is wrong with it.</param>
internal sealed class BrokenEngine(Defect defect) : ITrainingEngine
{
    private readonly ManagedEngine _engine = new() { NumberOfThreads = 2 };
    private ITrainingSession? _shared;

    public ITrainingSession Start(TrainingRequest request)
    {
        if (defect == Defect.SessionsShareParameters)
        {
            _shared ??= _engine.Start(request);
        }

        if (defect == Defect.TrainsInitialParametersInPlace)
        {
            request.InitialParameters.Values[0] += 1;
        }

        int count = request.InitialParameters.Values.Length;
        return new Session(defect, request, _shared ?? _engine.Start(request), new TrainingState(count), new TrainingState(count));
    }

    private sealed class Session(Defect defect, TrainingRequest request, ITrainingSession inner, TrainingState before, TrainingState after) : ITrainingSession
    {
        private TrainingState? _restored;
        private int _largest;
        private bool _isDisposed;

        public void TrainBatch(TrainingBatch batch, float learningRate)
        {
            if (_restored is not null)
            {
                inner.Restore(_restored);
                _restored = null;
            }

            _largest = Math.Max(_largest, batch.Count);
            if (!inner.TrySave(before))
            {
                inner.TrainBatch(batch, learningRate);
                return;
            }

            Action undo = BatchDefects.Apply(defect, batch, _largest);
            inner.TrainBatch(batch, defect == Defect.RemembersLearningRate ? 1e-3f : learningRate);
            if (inner.TrySave(after) && OptimizerDefects.Applies(defect))
            {
                OptimizerDefects.Apply(defect, request, before, after, learningRate);
                inner.Restore(after);
            }

            undo();
            ReportDefects.Apply(defect, batch);
        }

        public void EvaluateBatch(TrainingBatch batch)
        {
            double[] earlier = [.. batch.Loss.Terms.Select(term => batch.Loss[term])];
            inner.EvaluateBatch(batch);
            for (int i = 0; i < earlier.Length && defect == Defect.AddsToEarlierLoss; i++)
            {
                LossTerm term = batch.Loss.Terms[i];
                batch.Loss.Set(term, batch.Loss[term] + earlier[i]);
            }

            ReportDefects.Apply(defect, batch);
            if (defect == Defect.EvaluationTrains)
            {
                inner.TrainBatch(batch, 1e-3f);
            }
        }

        public bool TrySave(TrainingState state)
        {
            if (_restored is not null)
            {
                inner.Restore(_restored);
            }

            bool isFinite = inner.TrySave(state);
            if (!isFinite && defect == Defect.SavesPartsOfABadState)
            {
                state.Parameters.Fill(float.NaN);
            }

            return isFinite;
        }

        public void Restore(TrainingState state)
        {
            inner.Restore(state);
            _restored = defect == Defect.KeepsRestoredState ? state : null;
            if (defect is Defect.RestoresNoMoments or Defect.RestoresNoStepCount && inner.TrySave(after))
            {
                if (defect == Defect.RestoresNoMoments)
                {
                    after.FirstMoment.Clear();
                }
                else
                {
                    after.StepCount = 0;
                }

                inner.Restore(after);
            }
        }

        public void RunParts(int count, Action<int> work)
        {
            inner.RunParts(defect == Defect.SkipsAPart ? Math.Max(0, count - 1) : count, work);
            if (defect == Defect.RunsAPartTwice && count > 0)
            {
                work(0);
            }
        }

        public void Dispose()
        {
            ObjectDisposedException.ThrowIf(_isDisposed && defect == Defect.DisposesOnce, this);
            _isDisposed = true;
            inner.Dispose();
        }
    }
}
