using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Detection;

/// <summary>
/// The layers of an autoencoder, arranged for predicting masked slots: a mask changes the sums of the first layer by the contribution of the masked slots,
/// and only the outputs of those slots are wanted. Immutable, and shared by all predictors.
/// </summary>
internal sealed class MaskedNetwork
{
    private readonly NetworkParameters _parameters;
    private readonly ParameterLayout _layout;
    private readonly float[] _firstColumns;

    public MaskedNetwork(AutoencoderModel model)
    {
        _parameters = model.Content.Parameters;
        _layout = _parameters.Layout;
        Encoder = model.Encoder;
        FirstLayer = Encoder.Hidden.Length > 0 ? Encoder.Hidden[0] : Encoder.Output;
        DecoderHidden = [.. _layout.DecoderHidden.Select(layer => new PackedLayer(_parameters, layer))];
        _firstColumns = Columns();
    }

    /// <summary>The encoder.</summary>
    public PackedNetwork Encoder { get; }

    /// <summary>The encoder's first layer, with the outputs of the skip connection.</summary>
    public PackedLayer FirstLayer { get; }

    /// <summary>The decoder's hidden layers, without the skip connection.</summary>
    public PackedLayer[] DecoderHidden { get; }

    /// <summary>The nonlinearity of the hidden layers.</summary>
    public Activation Activation => _layout.Architecture.Activation;

    /// <summary>The number of inputs of the decoder's output layer.</summary>
    public int FeatureDimension => _layout.DecoderOutput.Inputs;

    /// <summary>Whether the decoder has a skip connection.</summary>
    public bool HasSkip => _layout.DecoderSkip is not null;

    /// <summary>The weights from a slot to the sums of the first layer, <c>[outputs]</c>.</summary>
    public ReadOnlySpan<float> FirstColumn(int slot) => _firstColumns.AsSpan(slot * FirstLayer.Outputs, FirstLayer.Outputs);

    /// <summary>The weights from the decoder's last hidden layer to a slot, <c>[features]</c>.</summary>
    public ReadOnlySpan<float> OutputRow(int slot) => RowOf(_layout.DecoderOutput, slot);

    /// <summary>The weights of the decoder's skip connection to a slot, <c>[q]</c>.</summary>
    public ReadOnlySpan<float> SkipRow(int slot) => RowOf(_layout.DecoderSkip!.Value, slot);

    /// <summary>The bias of a slot's output.</summary>
    public float OutputBias(int slot) => _layout.DecoderOutput.Bias(_parameters.Values)[slot];

    private ReadOnlySpan<float> RowOf(DenseLayer layer, int output) => layer.Weight(_parameters.Values).Slice(output * layer.Inputs, layer.Inputs);

    /// <summary>The weights of the first layer and of the skip connection beside it, transposed, <c>[d, outputs]</c>.</summary>
    private float[] Columns()
    {
        int d = _layout.Architecture.InputDimension, width = FirstLayer.Outputs, next = 0;
        float[] columns = new float[checked(d * width)];
        DenseLayer[] layers = _layout.EncoderHidden.Count == 0 ? [_layout.EncoderMean] : [_layout.EncoderHidden[0], _layout.EncoderSkip!.Value];
        foreach (DenseLayer layer in layers)
        {
            ReadOnlySpan<float> weight = layer.Weight(_parameters.Values);
            for (int unit = 0; unit < layer.Outputs; unit++, next++)
            {
                for (int slot = 0; slot < d; slot++)
                {
                    columns[(slot * width) + next] = weight[(unit * d) + slot];
                }
            }
        }

        return columns;
    }
}
