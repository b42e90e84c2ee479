namespace MLNet.Autoencoder.Networks;

/// <summary>The tensors between the encoder's hidden layers and the code. The kinds declare theirs with this method.</summary>
internal static class LatentHeads
{
    /// <summary>The head for activations.</summary>
    /// <param name="architecture">The network.</param>
    public static TensorSpec[] Mean(NetworkArchitecture architecture) =>
    [
        new(ParameterLayout.MeanHead + ".weight", architecture.LatentDimension, architecture.FeatureDimension, TensorRole.Weight, LatentAxis.Rows),
        new(ParameterLayout.MeanHead + ".bias", 1, architecture.LatentDimension, TensorRole.Bias, LatentAxis.Columns),
    ];

    /// <summary>
    /// The heads for μ and log σ². Their weights are adjacent, and so are their biases, so that one product computes both: <c>[μ | log σ²]</c>.
    /// </summary>
    /// <param name="architecture">The network.</param>
    public static TensorSpec[] MeanAndLogVariance(NetworkArchitecture architecture)
    {
        int q = architecture.LatentDimension;
        return
        [
            new(ParameterLayout.MeanHead + ".weight", q, architecture.FeatureDimension, TensorRole.Weight, LatentAxis.Rows),
            new(ParameterLayout.LogVarianceHead + ".weight", q, architecture.FeatureDimension, TensorRole.LogVarianceWeight, LatentAxis.Rows),
            new(ParameterLayout.MeanHead + ".bias", 1, q, TensorRole.Bias, LatentAxis.Columns),
            new(ParameterLayout.LogVarianceHead + ".bias", 1, q, TensorRole.Bias, LatentAxis.Columns),
        ];
    }
}
