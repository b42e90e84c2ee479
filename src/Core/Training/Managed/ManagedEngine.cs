using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>
/// Trains in managed code, on the CPU, with no native library: a backward pass written by hand, one fused pass of Adam over all
/// parameters. Nothing is allocated per step.
/// </summary>
public sealed class ManagedEngine : ITrainingEngine
{
    private readonly int? _numberOfThreads;

    /// <summary>
    /// The most threads that a fit uses, the caller's among them; 1 or more. <see langword="null"/>, the default, for as many as there are
    /// processors. Networks that are too small to gain from several use one. The model does not depend on it.
    /// </summary>
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
        return new Session(request);
    }

    private sealed class Session : ITrainingSession
    {
        private readonly NetworkParameters _parameters;
        private readonly TrainingStep _step;
        private readonly Adam _adam;
        private readonly float[] _gradient;
        private readonly float _clipping;
        private readonly float _weightDecay;

        public Session(TrainingRequest request)
        {
            AutoencoderOptions options = request.Options;
            _parameters = request.InitialParameters.Copy();
            _step = new TrainingStep(_parameters, options.Kind, options.Reconstruction, options.LargestBatch);
            _adam = new Adam(_parameters.Values.Length, options.LearningRate);
            _gradient = new float[_parameters.Values.Length];
            _clipping = options.GradientClipping ?? float.PositiveInfinity;
            _weightDecay = options.WeightDecay;
        }

        public BatchLoss TrainBatch(TrainingBatch batch, float learningRate, float klWeight)
        {
            BatchLoss loss = _step.Run(batch, klWeight, _gradient);
            Clip();
            Decay(learningRate);
            _adam.LearningRate = learningRate;
            _adam.Step(_parameters.Values, _gradient);
            return loss;
        }

        public BatchLoss EvaluateBatch(TrainingBatch batch) => _step.Evaluate(batch);

        public void Save(TrainingState state)
        {
            _parameters.Values.CopyTo(state.Parameters);
            _adam.FirstMoment.CopyTo(state.FirstMoment);
            _adam.SecondMoment.CopyTo(state.SecondMoment);
            state.StepCount = _adam.StepCount;
        }

        public void Restore(TrainingState state)
        {
            state.Parameters.CopyTo(_parameters.Values);
            state.FirstMoment.CopyTo(_adam.FirstMoment);
            state.SecondMoment.CopyTo(_adam.SecondMoment);
            _adam.StepCount = state.StepCount;
        }

        public void Dispose()
        {
        }

        /// <summary>g ← g · min(1, c/‖g‖) (Pascanu et al., On the Difficulty of Training Recurrent Neural Networks, 2013).</summary>
        private void Clip()
        {
            if (float.IsPositiveInfinity(_clipping))
            {
                return;
            }

            double norm = Math.Sqrt(Reductions.SumOfSquares(_gradient));
            if (norm > _clipping)
            {
                TensorPrimitives.Multiply(_gradient, (float)(_clipping / norm), _gradient);
            }
        }

        /// <summary>w ← w − α·decay·w (Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019).</summary>
        private void Decay(float learningRate)
        {
            // A foreach over the list would allocate in every step.
            IReadOnlyList<ParameterTensor> tensors = _parameters.Tensors;
            for (int i = 0; _weightDecay > 0 && i < tensors.Count; i++)
            {
                ParameterTensor tensor = tensors[i];
                if (tensor.IsDecayed)
                {
                    TensorPrimitives.Multiply(_parameters[tensor], 1 - (learningRate * _weightDecay), _parameters[tensor]);
                }
            }
        }
    }
}
