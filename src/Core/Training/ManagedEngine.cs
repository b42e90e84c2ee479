namespace MLNet.Autoencoder;

/// <summary>The engine that trains in managed code.</summary>
public sealed class ManagedEngine : ITrainingEngine
{
    /// <inheritdoc/>
    public TrainingHistory Train(TrainingRequest request, ITrainingMonitor monitor) => throw new NotImplementedException();
}
