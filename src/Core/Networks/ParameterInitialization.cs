using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>The values that a network starts from, as the roles of its tensors say.</summary>
internal static class ParameterInitialization
{
    /// <summary>Draws parameters. Each tensor has a random stream of its own.</summary>
    public static NetworkParameters Create(ParameterLayout layout, ulong seed)
    {
        var parameters = new NetworkParameters(layout);
        for (int i = 0; i < layout.Tensors.Count; i++)
        {
            ParameterTensor tensor = layout.Tensors[i];
            if (TensorRoles.InitialBound(tensor, layout.Architecture.Activation) is { } bound)
            {
                new RandomStream(seed, RandomPurpose.InitialWeights, (ulong)i).FillUniform(parameters[tensor], 0);
                Spread(parameters[tensor], bound);
            }
        }

        return parameters;
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
