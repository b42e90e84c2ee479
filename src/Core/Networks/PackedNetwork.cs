namespace MLNet.Autoencoder.Networks;

/// <summary>
/// Hidden layers, an output layer and the skip connection past the hidden layers, with weights packed for scoring. Immutable, and shared by all
/// scorers of the model.
/// </summary>
internal sealed class PackedNetwork
{
    public PackedNetwork(NetworkParameters parameters, IReadOnlyList<DenseLayer> hidden, DenseLayer? skip, DenseLayer output)
    {
        Activation = parameters.Architecture.Activation;
        HiddenWidths = [.. hidden.Select(layer => layer.Outputs)];
        Hidden = [.. hidden.Select(layer => new PackedLayer(parameters, layer))];
        if (skip is { } connection)
        {
            // The skip connection reads the same input as the first hidden layer. Its results and the bias are the initial sums of the output layer.
            Hidden[0] = new PackedLayer(parameters, hidden[0], connection with { BiasOffset = output.BiasOffset });
            output = output with { BiasOffset = -1 };
        }

        Output = new PackedLayer(parameters, output);
    }

    public Activation Activation { get; }

    /// <summary>The hidden layers. The first one, if any, also computes the outputs of the skip connection.</summary>
    public PackedLayer[] Hidden { get; }

    /// <summary>The widths of the hidden layers, not counting those outputs.</summary>
    public int[] HiddenWidths { get; }

    /// <summary>The output layer. If there are hidden layers, it adds to the outputs of the skip connection.</summary>
    public PackedLayer Output { get; }
}
