using MLNet.Autoencoder.Training.Managed;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Shorthand for steps of the managed engine.</summary>
internal static class TrainingSteps
{
    /// <summary>Computes loss and gradient with a given weight of the divergence.</summary>
    public static LossValues Run(this TrainingStep step, TrainingBatch batch, float klWeight, Span<float> gradient)
    {
        step.Run(batch.WithKlWeight(klWeight), gradient);
        return LossValues.Of(batch);
    }
}
