using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>The initial values of a network, determined by the roles of its tensors.</summary>
internal static class ParameterInitialization
{
    /// <summary>Draws parameters. Each tensor has its own random stream.</summary>
    public static NetworkParameters Create(ParameterLayout layout, ulong seed)
    {
        var parameters = new NetworkParameters(layout);
        for (int i = 0; i < layout.Tensors.Count; i++)
        {
            ParameterTensor tensor = layout.Tensors[i];
            if (TensorRoles.InitialBound(tensor, layout.Architecture.Activation) is { } bound)
            {
                new RandomStream(seed, RandomPurpose.InitialWeights, (ulong)i).FillUniform(parameters[tensor], 0);
                ScaleToBound(parameters[tensor], bound);
            }
        }

        return parameters;
    }

    /// <summary>Maps [0, 1) to [−bound, bound).</summary>
    private static void ScaleToBound(Span<float> values, double bound)
    {
        foreach (ref float value in values)
        {
            value = (float)(((2.0 * value) - 1.0) * bound);
        }
    }
}
