using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>Runs rows through packed layers with its own buffers, so that nothing is allocated after the first call. For one thread at a time.</summary>
internal sealed class LayerRunner
{
    private readonly MatrixWorkspace _workspace = new();
    private float[] _hidden = [];
    private float[] _sums = [];

    /// <summary>What products work in.</summary>
    public MatrixWorkspace Workspace => _workspace;

    /// <summary>Runs rows through a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">Its input, <c>[rows, inputs]</c>.</param>
    /// <param name="output">Receives its output, <c>[rows, outputs]</c>.</param>
    /// <param name="rows">The number of rows.</param>
    /// <returns>The output of the last hidden layer, <c>[rows, width]</c>; the input itself if there are no hidden layers. Valid until the next call.</returns>
    public ReadOnlySpan<float> Run(PackedNetwork network, ReadOnlySpan<float> input, Span<float> output, int rows)
    {
        ReadOnlySpan<float> features = input;
        if (network.Hidden.Length > 0)
        {
            Span<float> sums = ScratchBuffer.Of(ref _sums, rows * network.Hidden[0].Outputs);
            network.Hidden[0].Forward(input, sums, rows, _workspace);
            features = RunHidden(network, sums, output, rows);
        }

        network.Output.Forward(features, output, rows, _workspace);
        return features;
    }

    /// <summary>Runs rows through a network, given the sums of its first layer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="sums">The sums, <c>[rows, outputs of the first layer]</c>.</param>
    /// <param name="output">Receives its output, <c>[rows, outputs]</c>.</param>
    /// <param name="rows">The number of rows.</param>
    public void RunFromSums(PackedNetwork network, ReadOnlySpan<float> sums, Span<float> output, int rows)
    {
        if (network.Hidden.Length == 0)
        {
            sums.CopyTo(output);
            return;
        }

        network.Output.Forward(RunHidden(network, sums, output, rows), output, rows, _workspace);
    }

    /// <summary>Runs rows through hidden layers without a skip connection.</summary>
    /// <param name="hidden">The layers.</param>
    /// <param name="activation">Their nonlinearity.</param>
    /// <param name="input">The input of the first layer, <c>[rows, inputs]</c>.</param>
    /// <param name="rows">The number of rows.</param>
    /// <returns>The output of the last layer, <c>[rows, width]</c>; the input itself if there are no layers. Valid until the next call.</returns>
    public ReadOnlySpan<float> RunHidden(PackedLayer[] hidden, Activation activation, ReadOnlySpan<float> input, int rows)
    {
        ReadOnlySpan<float> current = input;
        foreach (PackedLayer layer in hidden)
        {
            Span<float> sums = ScratchBuffer.Of(ref _sums, rows * layer.Outputs);
            layer.Forward(current, sums, rows, _workspace);
            Span<float> output = ScratchBuffer.Of(ref _hidden, sums.Length);
            ActivationFunctions.Forward(activation, sums, output);
            current = output;
        }

        return current;
    }

    /// <summary>Runs rows through the hidden layers after the first sums.</summary>
    private ReadOnlySpan<float> RunHidden(PackedNetwork network, ReadOnlySpan<float> firstSums, Span<float> skip, int rows)
    {
        Span<float> hidden = ScratchBuffer.Of(ref _hidden, rows * network.HiddenWidths[0]);
        Activate(network.Activation, firstSums, hidden, skip, rows);
        for (int i = 1; i < network.Hidden.Length; i++)
        {
            Span<float> sums = ScratchBuffer.Of(ref _sums, rows * network.Hidden[i].Outputs);
            network.Hidden[i].Forward(hidden, sums, rows, _workspace);
            hidden = ScratchBuffer.Of(ref _hidden, rows * network.HiddenWidths[i]);
            Activate(network.Activation, sums, hidden, skip, rows);
        }

        return hidden;
    }

    /// <summary>Separates the sums of a hidden layer from those of the skip connection, which are in the same rows.</summary>
    private static void Activate(Activation activation, ReadOnlySpan<float> sums, Span<float> hidden, Span<float> skip, int rows)
    {
        if (sums.Length == hidden.Length)
        {
            ActivationFunctions.Forward(activation, sums, hidden);
            return;
        }

        int width = hidden.Length / rows, skipWidth = (sums.Length / rows) - width;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> both = sums.Slice(row * (width + skipWidth), width + skipWidth);
            ActivationFunctions.Forward(activation, both[..width], hidden.Slice(row * width, width));
            both[width..].CopyTo(skip.Slice(row * skipWidth, skipWidth));
        }
    }
}
