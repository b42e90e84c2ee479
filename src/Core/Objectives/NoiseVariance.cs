namespace MLNet.Autoencoder.Objectives;

/// <summary>The noise variance v of a decoder: everything in nats is multiplied by 2v to be added to a squared error.</summary>
internal static class NoiseVariance
{
    /// <summary>The smallest calibrated variance, in scaled units. Below it, rows are reconstructed to rounding, and log v would only follow the rounding.</summary>
    public const double Floor = 1e-8;

    /// <summary>The given variance, the mean squared error of a calibrated decoder, or ½ if there is no squared error to compare with.</summary>
    /// <param name="reconstruction">The loss.</param>
    /// <param name="squaredError">Σ(x̂ − x)² over the continuous values.</param>
    /// <param name="count">How many continuous values there are, by weight.</param>
    public static double Of(ReconstructionLoss reconstruction, double squaredError, double count) =>
        count == 0 ? 0.5 : reconstruction.NoiseVariance ?? Math.Max(Floor, squaredError / count);
}
