using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using Xunit;

namespace MLNet.Autoencoder.Tests;

/// <summary>The networks that gradients are proven on: by finite differences, and engine against engine.</summary>
internal static class TestNetworks
{
    /// <summary>Activation, reconstruction, hidden layers and weight of the latent term, in all combinations that matter.</summary>
    public static TheoryData<Activation, ReconstructionLoss, int[], float> All()
    {
        var networks = new TheoryData<Activation, ReconstructionLoss, int[], float>();
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            foreach (ReconstructionLoss reconstruction in Enum.GetValues<ReconstructionLoss>())
            {
                networks.Add(activation, reconstruction, [], 1f);
                networks.Add(activation, reconstruction, [6], 0f);
                networks.Add(activation, reconstruction, [9, 5], 0.3f);
                networks.Add(activation, reconstruction, [17, 4, 7], 2f);
            }
        }

        return networks;
    }

    /// <summary>Parameters of which none is zero: an error in what a zero multiplies would not show.</summary>
    public static NetworkParameters Parameters(NetworkArchitecture architecture)
    {
        NetworkParameters parameters = ParameterInitialization.Create(architecture, seed: 1);
        float[] shift = new float[parameters.Values.Length];
        new RandomStream(2, 99, 0).FillNormal(shift, 0);
        for (int i = 0; i < shift.Length; i++)
        {
            parameters.Values[i] += 0.2f * shift[i];
        }

        return parameters;
    }
}
