namespace MLNet.Autoencoder.Networks;

/// <summary>
/// Hidden layers, a layer of outputs after them, and the path that leads past them, with their weights packed for serving. Immutable; shared by all who
/// score with the model.
/// </summary>
internal sealed class PackedNetwork
{
    public PackedNetwork(NetworkParameters parameters, IReadOnlyList<DenseLayer> hidden, DenseLayer? path, DenseLayer output)
    {
        Activation = parameters.Architecture.Activation;
        HiddenWidths = [.. hidden.Select(layer => layer.Outputs)];
        Hidden = [.. hidden.Select(layer => new PackedLayer(parameters, layer))];
        if (path is { } beside)
        {
            // The path reads what the first layer reads. The output's sums start with what it gave, and its bias.
            Hidden[0] = new PackedLayer(parameters, hidden[0], beside with { BiasOffset = output.BiasOffset });
            output = output with { BiasOffset = -1 };
        }

        Output = new PackedLayer(parameters, output);
    }

    public Activation Activation { get; }

    /// <summary>The hidden layers. Where there are any, the first gives beside its own outputs those of the path.</summary>
    public PackedLayer[] Hidden { get; }

    /// <summary>The outputs of the hidden layers that are their own.</summary>
    public int[] HiddenWidths { get; }

    /// <summary>After hidden layers a path: what it gives is added to what the path past them gave.</summary>
    public PackedLayer Output { get; }
}
