namespace MLNet.Autoencoder.Objectives;

/// <summary>The noise variance v of a decoder: a term in nats is multiplied by 2v before it is added to a squared error.</summary>
internal static class NoiseVariance
{
    /// <summary>
    /// The minimum calibrated variance, in scaled units. Below it, the error is rounding error, and log v would only measure rounding.
    /// </summary>
    public const double Floor = 1e-8;

    /// <summary>The given variance, the mean squared error of a calibrated decoder, or ½ if there is no squared error to compare with.</summary>
    /// <param name="reconstruction">The reconstruction loss.</param>
    /// <param name="squaredError">The weighted sum of (x̂ − x)² over the continuous values.</param>
    /// <param name="count">The weighted number of continuous values.</param>
    public static double Of(ReconstructionLoss reconstruction, double squaredError, double count) =>
        count == 0 ? 0.5 : reconstruction.NoiseVariance ?? Math.Max(Floor, squaredError / count);
}
