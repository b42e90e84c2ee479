namespace MLNet.Autoencoder.Objectives;

/// <summary>What a fit minimises, put together from its terms.</summary>
internal static class Objective
{
    /// <summary>The terms as means over rows, and their total.</summary>
    /// <param name="loss">The terms, summed over the rows.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="dimension">d.</param>
    /// <param name="klWeight">λ.</param>
    /// <param name="reconstruction">What the rows are held to.</param>
    /// <param name="isVariational">Whether codes have a distribution.</param>
    public static LossTerms Of(
        BatchLoss loss, long rows, int dimension, float klWeight, ReconstructionLoss reconstruction, bool isVariational)
    {
        double error = loss.Reconstruction / rows;
        double charged = loss.ChargedDivergence / rows;
        double variance = NoiseVariance.Of(reconstruction, loss.Reconstruction, rows * dimension);
        double total = isVariational && reconstruction is Gaussian { Variance: null }
            ? (0.5 * dimension * (Math.Log(2 * Math.PI * variance) + (error / (variance * dimension)))) + (klWeight * charged)
            : error + (2 * variance * klWeight * charged);
        return new LossTerms(error, loss.KlDivergence / rows, total);
    }
}
