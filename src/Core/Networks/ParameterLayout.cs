using System.Globalization;

namespace MLNet.Autoencoder.Networks;

/// <summary>Which tensors a network has, and where each lies in the array of all parameters.</summary>
internal sealed class ParameterLayout
{
    /// <summary>A model file is written and read as one array of bytes: what can be trained can be saved.</summary>
    private static readonly int MaximumCount = Array.MaxLength / sizeof(float);

    /// <exception cref="ArgumentOutOfRangeException">The network has more parameters than can be held and saved.</exception>
    public ParameterLayout(NetworkArchitecture architecture)
    {
        Architecture = architecture;
        Count = CheckedCount(architecture);

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

        if (hidden.Length > 0)
        {
            int weight = Add("encoder.linear.weight", latent, architecture.InputDimension);
            EncoderLinear = new DenseLayer(architecture.InputDimension, latent, weight, BiasOffset: -1);
        }

        int meanWeight = Add("encoder.mean.weight", latent, width);
        int logVarianceWeight = Add("encoder.log_variance.weight", latent, width);
        int meanBias = Add("encoder.mean.bias", 1, latent);
        int logVarianceBias = Add("encoder.log_variance.bias", 1, latent);
        EncoderHidden = encoder;
        EncoderMean = new DenseLayer(width, latent, meanWeight, meanBias);
        EncoderLogVariance = new DenseLayer(width, latent, logVarianceWeight, logVarianceBias);
        EncoderHeads = new DenseLayer(width, 2 * latent, meanWeight, meanBias);

        var decoder = new List<DenseLayer>();
        width = latent;
        for (int i = 0; i < hidden.Length; i++)
        {
            int next = hidden[^(i + 1)];
            decoder.Add(Dense($"decoder.hidden.{i}", width, next));
            width = next;
        }

        if (hidden.Length > 0)
        {
            int weight = Add("decoder.linear.weight", architecture.InputDimension, latent);
            DecoderLinear = new DenseLayer(latent, architecture.InputDimension, weight, BiasOffset: -1);
        }

        DecoderHidden = decoder;
        DecoderOutput = Dense("decoder.output", width, architecture.InputDimension);
        Tensors = tensors;
    }

    public NetworkArchitecture Architecture { get; }

    /// <summary>The number of parameters.</summary>
    public int Count { get; }

    /// <summary>The tensors in order, without gaps.</summary>
    public IReadOnlyList<ParameterTensor> Tensors { get; }

    /// <summary>From the input straight to μ, past the hidden layers; null where there are none to lead past.</summary>
    public DenseLayer? EncoderLinear { get; }

    /// <summary>From the code straight to the output; null likewise.</summary>
    public DenseLayer? DecoderLinear { get; }

    public IReadOnlyList<DenseLayer> EncoderHidden { get; }

    /// <summary>Mean and log-variance as one layer: its outputs are <c>[μ | log σ²]</c>, 2q in all.</summary>
    public DenseLayer EncoderHeads { get; }

    public DenseLayer EncoderMean { get; }

    public DenseLayer EncoderLogVariance { get; }

    public IReadOnlyList<DenseLayer> DecoderHidden { get; }

    public DenseLayer DecoderOutput { get; }

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
        count += architecture.HiddenLayers.Count == 0 ? 0 : (Int128)2 * latent * architecture.InputDimension;
        if (count > MaximumCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(architecture),
                $"The network has {count.ToString(CultureInfo.InvariantCulture)} parameters, but at most {MaximumCount} can be held and saved. "
                + "Use smaller hidden layers, fewer latent slots or fewer input slots.");
        }

        return (int)count;
    }
}
