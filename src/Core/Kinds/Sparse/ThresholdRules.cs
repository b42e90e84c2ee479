using System.Numerics.Tensors;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What happens to the thresholds of sparse codes between steps, for all engines.</summary>
internal static class ThresholdRules
{
    /// <summary>The share of the way to the smallest activation of a batch by which thresholds move in a step.</summary>
    public const float FollowingRate = 0.02f;

    /// <summary>Smaller thresholds would make the width over which steps are smoothed vanish.</summary>
    public const float MinThreshold = 1e-6f;

    /// <summary>Moves thresholds, which are all equal, toward the smallest activation that a batch has kept.</summary>
    public static void Follow(Span<float> thresholds, float smallest)
    {
        float threshold = thresholds[0];
        thresholds.Fill(threshold == 0 ? smallest : threshold + (FollowingRate * (smallest - threshold)));
    }

    /// <summary>Raises thresholds that a step has made too small.</summary>
    public static void KeepPositive(Span<float> thresholds) => TensorPrimitives.Max(thresholds, MinThreshold, thresholds);
}
