using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>The shape of an autoencoder's two networks.</summary>
public sealed class NetworkArchitecture
{
    /// <summary>Describes a network.</summary>
    /// <param name="inputDimension">d, the number of values in a row; 1 or more.</param>
    /// <param name="hiddenLayers">The widths of the encoder's hidden layers, each 1 or more; the decoder mirrors them.</param>
    /// <param name="latentDimension">q, the number of latent units; 1 or more.</param>
    /// <param name="activation">The nonlinearity of the hidden layers.</param>
    /// <exception cref="ArgumentNullException"><paramref name="hiddenLayers"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A width is less than 1, or <paramref name="activation"/> is not defined.</exception>
    public NetworkArchitecture(int inputDimension, IReadOnlyList<int> hiddenLayers, int latentDimension, Activation activation)
    {
        ArgumentNullException.ThrowIfNull(hiddenLayers);
        Require.AtLeast(1, inputDimension, nameof(inputDimension));
        Require.AtLeast(1, latentDimension, nameof(latentDimension));
        foreach (int width in hiddenLayers)
        {
            Require.AtLeast(1, width, nameof(hiddenLayers));
        }

        Require.Defined(activation, nameof(activation));
        InputDimension = inputDimension;
        HiddenLayers = [.. hiddenLayers];
        LatentDimension = latentDimension;
        Activation = activation;
    }

    /// <summary>d, the number of values in a row.</summary>
    public int InputDimension { get; }

    /// <summary>The widths of the encoder's hidden layers, from input to code; the decoder has the same in reverse order.</summary>
    public IReadOnlyList<int> HiddenLayers { get; }

    /// <summary>q, the number of latent units.</summary>
    public int LatentDimension { get; }

    /// <summary>The nonlinearity of the hidden layers.</summary>
    public Activation Activation { get; }

    /// <summary>The widths from input to code, and the activation.</summary>
    /// <returns>For example <c>64-128-8 Silu</c>.</returns>
    public override string ToString() => $"{string.Join('-', [InputDimension, .. HiddenLayers, LatentDimension])} {Activation}";

    /// <summary>The input width of the encoder's heads: the width of the last hidden layer, or d if there are no hidden layers.</summary>
    internal int FeatureDimension => HiddenLayers.Count == 0 ? InputDimension : HiddenLayers[^1];
}
