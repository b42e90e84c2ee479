namespace MLNet.Autoencoder.Training;

/// <summary>The constants of AdamW in every engine, see <see cref="ITrainingSession.TrainBatch"/>.</summary>
/// <remarks>They are in single precision: in double precision, 1 − β₂ would differ in the fifth digit.</remarks>
internal static class AdamConstants
{
    /// <summary>β₁, the decay of the first moment.</summary>
    public const float Beta1 = 0.9f;

    /// <summary>β₂, the decay of the second moment.</summary>
    public const float Beta2 = 0.999f;

    /// <summary>ε, which keeps the divisor of a step away from 0.</summary>
    public const float Epsilon = 1e-8f;
}
