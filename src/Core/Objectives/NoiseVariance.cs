namespace MLNet.Autoencoder.Objectives;

/// <summary>The noise variance v of a decoder: what the latent term is weighed by against the squared error.</summary>
internal static class NoiseVariance
{
    /// <summary>Below this, in scaled units, rows are reconstructed to rounding, and a logarithm of v would only follow the rounding.</summary>
    private const double Least = 1e-8;

    /// <summary>The given variance, the mean squared error of a calibrated decoder, or 1 where there is none.</summary>
    /// <param name="reconstruction">The loss.</param>
    /// <param name="squaredError">Σ(x̂ − x)² over the values.</param>
    /// <param name="count">How many values.</param>
    public static double Of(ReconstructionLoss reconstruction, double squaredError, long count) => reconstruction switch
    {
        Gaussian { Variance: { } variance } => variance,
        Gaussian => Math.Max(Least, squaredError / count),
        _ => 1,
    };
}
