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
    public static void Initialize(NetworkParameters parameters, ulong seed)
    {
        for (int i = 0; i < parameters.Tensors.Count; i++)
        {
            ParameterTensor tensor = parameters.Tensors[i];
            Span<float> values = parameters[tensor];
            if (tensor.IsBias || tensor.Name.StartsWith("encoder.log_variance.", StringComparison.Ordinal))
            {
                values.Clear();
                continue;
            }

            bool rectified = tensor.Name.Contains(".hidden.", StringComparison.Ordinal)
                && parameters.Architecture.Activation != Activation.Tanh;
            double bound = Math.Sqrt(6.0 / (rectified ? tensor.Columns : tensor.Columns + tensor.Rows));
            new RandomStream(seed, RandomPurpose.InitialWeights, (ulong)i).FillUniform(values, 0);
            foreach (ref float value in values)
            {
                value = (float)(((2.0 * value) - 1.0) * bound);
            }
        }
    }
}
