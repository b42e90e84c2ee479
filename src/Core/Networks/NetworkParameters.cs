using System.Globalization;

namespace MLNet.Autoencoder;

/// <summary>A tensor inside the one array that holds all parameters.</summary>
/// <param name="Name">Its name in a model file, for example <c>encoder.hidden.0.weight</c>.</param>
/// <param name="Rows">Rows of a weight matrix (outputs); 1 for a bias.</param>
/// <param name="Columns">Columns of a weight matrix (inputs); the length of a bias.</param>
/// <param name="Offset">Where it starts in <see cref="NetworkParameters.Values"/>.</param>
public sealed record ParameterTensor(string Name, int Rows, int Columns, int Offset)
{
    /// <summary>The number of values.</summary>
    public int Length => Rows * Columns;

    /// <summary>Whether this is a vector, not a matrix.</summary>
    public bool IsBias => Name.EndsWith(".bias", StringComparison.Ordinal);
}

/// <summary>
/// All weights and biases of an autoencoder, as data: one array, and the list of what lies where in it. Whoever trained it, it is
/// saved and served alike.
/// </summary>
/// <remarks>
/// Weights are <c>[outputs, inputs]</c>, row by row, as in PyTorch. The two heads of the encoder, mean and log-variance, lie side by
/// side, so that one product computes both.
/// </remarks>
public sealed class NetworkParameters
{
    private readonly float[] _values;

    /// <summary>Parameters of the given network, all zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The network has more parameters than one array can hold.</exception>
    internal NetworkParameters(NetworkArchitecture architecture)
    {
        Architecture = architecture;
        _values = new float[CheckedCount(architecture)];

        var tensors = new List<ParameterTensor>();
        int end = 0;
        int Add(string name, int rows, int columns)
        {
            var tensor = new ParameterTensor(name, rows, columns, end);
            tensors.Add(tensor);
            end += tensor.Length;
            return tensor.Offset;
        }

        DenseLayer Dense(string name, int inputs, int outputs) =>
            new(inputs, outputs, Add(name + ".weight", outputs, inputs), Add(name + ".bias", 1, outputs));

        int[] hidden = [.. architecture.HiddenLayers];
        int latent = architecture.LatentDimension;

        var encoder = new List<DenseLayer>();
        int width = architecture.InputDimension;
        for (int i = 0; i < hidden.Length; i++)
        {
            encoder.Add(Dense($"encoder.hidden.{i}", width, hidden[i]));
            width = hidden[i];
        }

        int headWeight = Add("encoder.mean.weight", latent, width);
        Add("encoder.log_variance.weight", latent, width);
        int headBias = Add("encoder.mean.bias", 1, latent);
        Add("encoder.log_variance.bias", 1, latent);
        EncoderHidden = encoder;
        EncoderHeads = new DenseLayer(width, 2 * latent, headWeight, headBias);
        EncoderMean = new DenseLayer(width, latent, headWeight, headBias);

        var decoder = new List<DenseLayer>();
        width = latent;
        for (int i = 0; i < hidden.Length; i++)
        {
            int next = hidden[^(i + 1)];
            decoder.Add(Dense($"decoder.hidden.{i}", width, next));
            width = next;
        }

        DecoderHidden = decoder;
        DecoderOutput = Dense("decoder.output", width, architecture.InputDimension);
        Tensors = tensors;
    }

    /// <summary>The network these parameters are of.</summary>
    public NetworkArchitecture Architecture { get; }

    /// <summary>What lies where in <see cref="Values"/>, in order and without gaps.</summary>
    public IReadOnlyList<ParameterTensor> Tensors { get; }

    internal IReadOnlyList<DenseLayer> EncoderHidden { get; }

    /// <summary>Mean and log-variance as one layer: its outputs are <c>[μ | log σ²]</c>, 2q in all.</summary>
    internal DenseLayer EncoderHeads { get; }

    /// <summary>The first half of <see cref="EncoderHeads"/>, which is all that features need.</summary>
    internal DenseLayer EncoderMean { get; }

    internal IReadOnlyList<DenseLayer> DecoderHidden { get; }

    internal DenseLayer DecoderOutput { get; }

    /// <summary>All values. An engine writes its results here.</summary>
    public Span<float> Values => _values;

    /// <summary>The values of one tensor.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    public Span<float> this[ParameterTensor tensor] => _values.AsSpan(tensor.Offset, tensor.Length);

    private static int CheckedCount(NetworkArchitecture architecture)
    {
        // Counted in 64 bits, and before any tensor is laid out, because the sizes may come from a damaged file.
        long width = architecture.InputDimension;
        long latent = architecture.LatentDimension;
        Int128 count = 0;
        foreach (int hidden in architecture.HiddenLayers)
        {
            // The layer of the encoder and its mirror in the decoder.
            count += ((Int128)2 * width * hidden) + hidden + width;
            width = hidden;
        }

        count += ((Int128)3 * width * latent) + (2 * latent) + width;
        if (count > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(architecture),
                $"The network has {count.ToString(CultureInfo.InvariantCulture)} parameters, but at most {Array.MaxLength} can be held. "
                + "Use smaller hidden layers, fewer latent slots or fewer input slots.");
        }

        return (int)count;
    }
}

/// <summary>Where a fully connected layer <c>y = x·Wᵀ + b</c> finds its weights and bias in the array of all parameters.</summary>
internal readonly record struct DenseLayer(int Inputs, int Outputs, int WeightOffset, int BiasOffset)
{
    public ReadOnlySpan<float> Weight(ReadOnlySpan<float> parameters) => parameters.Slice(WeightOffset, Inputs * Outputs);

    public ReadOnlySpan<float> Bias(ReadOnlySpan<float> parameters) => parameters.Slice(BiasOffset, Outputs);

    public Span<float> Weight(Span<float> parameters) => parameters.Slice(WeightOffset, Inputs * Outputs);

    public Span<float> Bias(Span<float> parameters) => parameters.Slice(BiasOffset, Outputs);
}
