namespace MLNet.Autoencoder.Networks;

/// <summary>The tensors between the encoder's hidden layers and the code. The kinds declare theirs with these methods.</summary>
internal static class LatentHeads
{
    /// <summary>The head that computes codes.</summary>
    /// <param name="architecture">The network.</param>
    public static TensorSpec[] Mean(NetworkArchitecture architecture) => [MeanWeight(architecture), MeanBias(architecture)];

    /// <summary>
    /// The heads for μ and log σ². Their weights are adjacent, and so are their biases, so that one product computes both: <c>[μ | log σ²]</c>.
    /// </summary>
    /// <param name="architecture">The network.</param>
    public static TensorSpec[] MeanAndLogVariance(NetworkArchitecture architecture)
    {
        int q = architecture.LatentDimension;
        return
        [
            MeanWeight(architecture),
            new(ParameterLayout.LogVarianceHead + ".weight", q, architecture.FeatureDimension, TensorRole.LogVarianceWeight, LatentAxis.Rows),
            MeanBias(architecture),
            new(ParameterLayout.LogVarianceHead + ".bias", 1, q, TensorRole.Bias, LatentAxis.Columns),
        ];
    }

    private static TensorSpec MeanWeight(NetworkArchitecture architecture) =>
        new(ParameterLayout.MeanHead + ".weight", architecture.LatentDimension, architecture.FeatureDimension, TensorRole.Weight, LatentAxis.Rows);

    private static TensorSpec MeanBias(NetworkArchitecture architecture) =>
        new(ParameterLayout.MeanHead + ".bias", 1, architecture.LatentDimension, TensorRole.Bias, LatentAxis.Columns);
}
