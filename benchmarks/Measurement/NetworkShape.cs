using System.Globalization;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>A network as it is named here: input, hidden layers and latent slots, such as 784-400-20.</summary>
internal sealed class NetworkShape
{
    private readonly int[] _widths;

    /// <exception cref="FormatException">The name is not two or more numbers with a dash between them.</exception>
    public NetworkShape(string name)
    {
        _widths = [.. name.Split('-').Select(width => int.Parse(width, NumberStyles.None, CultureInfo.InvariantCulture))];
        Name = _widths.Length >= 2
            ? name
            : throw new FormatException($"'{name}' is no network. Give two widths or more, such as 784-400-20: input, hidden layers, latent slots.");
    }

    public string Name { get; }

    public int Inputs => _widths[0];

    public int Latent => _widths[^1];

    /// <summary>A fit of this network, everything else by default; nothing is held out, so that an epoch is training alone.</summary>
    public TOptions Options<TOptions>(int epochs = 1)
        where TOptions : AutoencoderOptions, new() =>
        new() { LatentDimension = Latent, HiddenLayers = _widths[1..^1], Epochs = epochs, ValidationFraction = 0, Seed = 1 };

    /// <summary>Parameters before training.</summary>
    public NetworkParameters Parameters() => ParameterInitialization.Create(
        new Variational().Definition.LayoutOf(new NetworkArchitecture(Inputs, _widths[1..^1], Latent, AutoencoderOptions.Defaults.Activation)), seed: 1);

    /// <summary>A model to score with, hardly trained.</summary>
    public AutoencoderModel Model() => Autoencoder.Fit(new CountedRows(256, Inputs), Options<AutoencoderOptions>());
}
