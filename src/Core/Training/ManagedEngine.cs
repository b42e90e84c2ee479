using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>
/// Trains in managed code, on the CPU, with no native library: a backward pass written by hand, one fused pass of Adam over all
/// parameters. Nothing is allocated per step.
/// </summary>
public sealed class ManagedEngine : ITrainingEngine
{
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

        public Session(TrainingRequest request)
        {
            _parameters = request.InitialParameters.Copy();
            _step = new TrainingStep(_parameters, request.Options.Kind, request.Options.Reconstruction, request.Options.BatchSize);
            _adam = new Adam(_parameters.Values.Length, request.Options.LearningRate);
            _gradient = new float[_parameters.Values.Length];
        }

        public BatchLoss TrainBatch(TrainingBatch batch, float learningRate, float klWeight)
        {
            BatchLoss loss = _step.Run(batch, klWeight, _gradient);
            _adam.LearningRate = learningRate;
            _adam.Step(_parameters.Values, _gradient);
            return loss;
        }

        public BatchLoss EvaluateBatch(TrainingBatch batch) => _step.Evaluate(batch);

        public void CopyParametersTo(Span<float> values) => _parameters.Values.CopyTo(values);

        public void Dispose()
        {
        }
    }
}
