namespace MLNet.Autoencoder.Objectives;

/// <summary>The noise variance v of a decoder: what everything in nats is weighed by, twice, against the squared error.</summary>
internal static class NoiseVariance
{
    /// <summary>Below this, in scaled units, rows are reconstructed to rounding, and a logarithm of v would only follow the rounding.</summary>
    private const double Least = 1e-8;

    /// <summary>The given variance, the mean squared error of a calibrated decoder, or ½ where there is no squared error to weigh against.</summary>
    /// <param name="reconstruction">The loss.</param>
    /// <param name="squaredError">Σ(x̂ − x)² over the continuous values.</param>
    /// <param name="count">How many of them, by weight.</param>
    public static double Of(ReconstructionLoss reconstruction, double squaredError, double count) =>
        count == 0 ? 0.5 : reconstruction.NoiseVariance ?? Math.Max(Least, squaredError / count);
}
