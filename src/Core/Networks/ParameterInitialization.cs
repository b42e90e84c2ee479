using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>The values a network starts from.</summary>
internal static class ParameterInitialization
{
    /// <summary>
    /// Uniform weights whose bound keeps the variance of activations from layer to layer: √(6/inputs) before a rectifier or one of its
    /// smooth kin (He et al., 2015), √(6/(inputs + outputs)) elsewhere (Glorot and Bengio, 2010). Biases and the log-variance head are
    /// zero, so that every σ starts at 1.
    /// </summary>
    public static NetworkParameters Create(NetworkArchitecture architecture, ulong seed)
    {
        var parameters = new NetworkParameters(architecture);
        for (int i = 0; i < parameters.Tensors.Count; i++)
        {
            ParameterTensor tensor = parameters.Tensors[i];
            if (!tensor.IsBias && !tensor.Name.StartsWith("encoder.log_variance.", StringComparison.Ordinal))
            {
                new RandomStream(seed, RandomPurpose.InitialWeights, (ulong)i).FillUniform(parameters[tensor], 0);
                Spread(parameters[tensor], Bound(tensor, architecture.Activation));
            }
        }

        return parameters;
    }

    private static double Bound(ParameterTensor tensor, Activation activation)
    {
        bool rectified = activation != Activation.Tanh && tensor.Name.Contains(".hidden.", StringComparison.Ordinal);
        return Math.Sqrt(6.0 / (rectified ? tensor.Columns : tensor.Columns + tensor.Rows));
    }

    /// <summary>From [0, 1) to [−bound, bound).</summary>
    private static void Spread(Span<float> values, double bound)
    {
        foreach (ref float value in values)
        {
            value = (float)(((2.0 * value) - 1.0) * bound);
        }
    }
}
