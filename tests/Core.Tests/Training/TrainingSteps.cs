using MLNet.Autoencoder.Tests;
using MLNet.Autoencoder.Training.Managed;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Steps of the managed engine for tests.</summary>
internal static class TrainingSteps
{
    /// <summary>Computes loss and gradient with a KL weight.</summary>
    public static LossValues Run(this TrainingStep step, TrainingBatch batch, float klWeight, Span<float> gradient)
    {
        step.Run(batch.WithKlWeight(klWeight), gradient);
        return LossValues.Of(batch);
    }

    /// <summary>Computes the loss without the gradient.</summary>
    public static LossValues LossOf(this TrainingStep step, TrainingBatch batch)
    {
        step.Evaluate(batch);
        return LossValues.Of(batch);
    }
}
