using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder;

/// <summary>The shape of an autoencoder's two networks.</summary>
public sealed class NetworkArchitecture
{
    /// <summary>Describes a network.</summary>
    /// <param name="inputDimension">d, the number of values in a row; 1 or more.</param>
    /// <param name="hiddenLayers">The widths of the encoder's hidden layers, each 1 or more; the decoder mirrors them.</param>
    /// <param name="latentDimension">q, the number of latent slots; 1 or more.</param>
    /// <param name="activation">The non-linearity of the hidden layers.</param>
    /// <exception cref="ArgumentNullException"><paramref name="hiddenLayers"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A width is less than 1, or the activation is not a defined one.</exception>
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

    /// <summary>The widths of the encoder's hidden layers from input to code; the decoder's are the same, reversed.</summary>
    public IReadOnlyList<int> HiddenLayers { get; }

    /// <summary>q, the number of latent slots.</summary>
    public int LatentDimension { get; }

    /// <summary>The non-linearity of the hidden layers.</summary>
    public Activation Activation { get; }

    /// <summary>The widths from input to code and the activation.</summary>
    /// <returns>For example <c>64-128-8 Silu</c>.</returns>
    public override string ToString() => $"{string.Join('-', [InputDimension, .. HiddenLayers, LatentDimension])} {Activation}";

    /// <summary>The width of what the encoder's hidden layers give its heads: that of the last of them, or d if there are none.</summary>
    internal int FeatureDimension => HiddenLayers.Count == 0 ? InputDimension : HiddenLayers[^1];
}
