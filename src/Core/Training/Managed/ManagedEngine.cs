using System.Numerics.Tensors;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Training.Managed;

namespace MLNet.Autoencoder;

/// <summary>
/// Trains in managed code on the CPU, without a native library: the backward pass is written by hand, and Adam is one fused pass over all parameters.
/// A step allocates nothing.
/// </summary>
public sealed class ManagedEngine : ITrainingEngine
{
    // More threads than this, and than processors, would cost memory and only wait.
    private const int MaxThreads = 256;

    private readonly int? _numberOfThreads;

    /// <summary>
    /// The maximum number of threads that a fit uses, including the caller's; 1 or more. Of more than 256, no more are used than there are processors. <see langword="null"/> for the number of processors. A
    /// network that is too small to gain from several threads uses one. The model does not depend on the number of threads.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? NumberOfThreads
    {
        get => _numberOfThreads;
        init
        {
            if (value is { } threads)
            {
                Require.AtLeast(1, threads, nameof(NumberOfThreads));
            }

            _numberOfThreads = value;
        }
    }

    /// <inheritdoc/>
    public ITrainingSession Start(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        int threads = NumberOfThreads ?? Environment.ProcessorCount;
        return new Session(request, Math.Min(threads, Math.Max(MaxThreads, Environment.ProcessorCount)));
    }

    private sealed class Session : ITrainingSession, ITeamWork
    {
        private readonly NetworkParameters _parameters;
        private readonly ParameterStorage _storage;
        private readonly TrainingStep _step;
        private readonly Adam _adam;
        private readonly TrainingRequest _request;
        private readonly float[] _gradient;
        private readonly GradientNorm _norm;
        private readonly float _clipping;
        private readonly ThreadTeam? _threads;

        // The work of RunParts while it runs.
        private Action<int>? _work;

        public Session(TrainingRequest request, int threads)
        {
            AutoencoderOptions options = request.Options;
            _request = request;
            _parameters = request.InitialParameters.Copy();
            _storage = new ParameterStorage(_parameters.Layout);
            _storage.ToSession(request.InitialParameters.Values, _parameters.Values);
            UnitAtoms? atoms = UnitAtoms.Of(_parameters);
            _adam = new Adam(_parameters.Tensors, request.Settings.WeightDecay, atoms);
            _gradient = new float[_parameters.Values.Length];
            _clipping = options.GradientClipping ?? float.PositiveInfinity;
            _threads = threads > 1 && TrainingStep.IsWorthATeam(_parameters.Layout, request.BatchCapacity) ? new ThreadTeam(threads) : null;
            _norm = new GradientNorm(_gradient.Length, atoms, _threads);
            try
            {
                _step = new TrainingStep(
                    _parameters,
                    options.Kind,
                    options.Reconstruction,
                    request.BatchCapacity,
                    _threads,
                    request.AuxiliaryLosses,
                    request.Labels);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public void TrainBatch(TrainingBatch batch, float learningRate)
        {
            ComputeGradient(batch);
            _adam.Step(_parameters.Values, _gradient, ProjectAndScale(), learningRate, _threads);
            _step.FinishStep();
        }

        public void EvaluateBatch(TrainingBatch batch) => _step.Evaluate(batch);

        public void RunParts(int count, Action<int> work)
        {
            ArgumentNullException.ThrowIfNull(work);
            _work = work;
            ThreadTeam.Run(_threads, this, count);
            _work = null;
        }

        void ITeamWork.Run(int part, int member) => _work!(part);

        public bool TrySave(TrainingState state)
        {
            if (!TensorPrimitives.IsFiniteAll<float>(_parameters.Values))
            {
                return false;
            }

            _storage.FromSession(_parameters.Values, state.Parameters);
            _storage.FromSession(_adam.FirstMoment, state.FirstMoment);
            _storage.FromSession(_adam.SecondMoment, state.SecondMoment);
            state.StepCount = _adam.StepCount;
            return true;
        }

        public void Restore(TrainingState state)
        {
            _storage.ToSession(state.Parameters, _parameters.Values);
            _storage.ToSession(state.FirstMoment, _adam.FirstMoment);
            _storage.ToSession(state.SecondMoment, _adam.SecondMoment);
            _adam.StepCount = state.StepCount;
        }

        public void Dispose() => _threads?.Dispose();

        /// <summary>Computes the gradient of the mean loss over the rows of all ranks.</summary>
        private void ComputeGradient(TrainingBatch batch)
        {
            if (batch.Count > 0)
            {
                _step.Run(batch, _gradient);
            }
            else
            {
                Array.Clear(_gradient);
            }

            if (_request.Ranks.Size > 1)
            {
                float share = (float)batch.Count / batch.CountOfRanks;
                TensorPrimitives.Multiply(_gradient, share, _gradient);
                _request.SumOverRanks(_gradient);
                _step.AverageOverRanks(_request.Ranks, share);
            }
        }

        /// <summary>
        /// Projects the gradient of atoms, and returns the factor that clips the gradient, min(1, c/‖g‖) (Pascanu et al., On the Difficulty of Training
        /// Recurrent Neural Networks, 2013).
        /// </summary>
        private float ProjectAndScale()
        {
            if (float.IsPositiveInfinity(_clipping))
            {
                _norm.ProjectAtoms(_gradient);
                return 1;
            }

            double norm = _norm.Of(_gradient);
            return norm > _clipping ? (float)(_clipping / norm) : 1;
        }
    }
}
