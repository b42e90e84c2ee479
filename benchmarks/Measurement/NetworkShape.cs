using System.Globalization;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>A network given by the widths of its input, hidden layers and latent units, such as 784-400-20.</summary>
internal sealed class NetworkShape
{
    private readonly int[] _widths;

    /// <exception cref="FormatException">The name is not two or more numbers separated by dashes.</exception>
    public NetworkShape(string name)
    {
        _widths = [.. name.Split('-').Select(width => int.Parse(width, NumberStyles.None, CultureInfo.InvariantCulture))];
        Name = _widths.Length >= 2
            ? name
            : throw new FormatException($"'{name}' is not a network. Use two or more widths, such as 784-400-20: input, hidden layers, latent units.");
    }

    public string Name { get; }

    public int Inputs => _widths[0];

    public int Latent => _widths[^1];

    /// <summary>Options to fit this network, with defaults for everything else. No rows are held out, so that an epoch is only training.</summary>
    public TOptions Options<TOptions>(int epochs = 1)
        where TOptions : AutoencoderOptions, new() =>
        new() { LatentDimension = Latent, HiddenLayers = _widths[1..^1], Epochs = epochs, ValidationFraction = 0, Seed = 1 };

    /// <summary>Parameters before training.</summary>
    public NetworkParameters Parameters() => ParameterInitialization.Create(
        new Variational().Definition.LayoutOf(new NetworkArchitecture(Inputs, _widths[1..^1], Latent, AutoencoderOptions.Defaults.Activation)), seed: 1);

    /// <summary>A barely trained model for scoring.</summary>
    public AutoencoderModel Model() => Autoencoder.Fit(new CountedRows(256, Inputs), Options<AutoencoderOptions>());
}
