using System.Globalization;

namespace MLNet.Autoencoder.Networks;

/// <summary>The tensors of a network, and the offset of each in the array of all parameters.</summary>
internal sealed class ParameterLayout
{
    /// <summary>The layer that computes codes.</summary>
    public const string MeanHead = "encoder.mean";

    /// <summary>The layer that computes log-variances.</summary>
    public const string LogVarianceHead = "encoder.log_variance";

    /// <summary>The most numbers in a file, and so the most parameters, because a file is written and read as one array of bytes.</summary>
    public static readonly int MaxCount = Array.MaxLength / sizeof(float);

    private readonly Dictionary<string, ParameterTensor> _byName = [];
    private readonly DenseLayer? _logVariance;

    /// <param name="architecture">The network.</param>
    /// <param name="latentTensors">The tensors between hidden layers and code, including those of <see cref="MeanHead"/>, in order.</param>
    /// <param name="hasDictionary">Whether the map that leads directly from code to output is a dictionary.</param>
    /// <param name="auxiliaryTensors">The tensors that only a fit needs, which come last, so that the others are a model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The network has more parameters than can be held and saved.</exception>
    public ParameterLayout(
        NetworkArchitecture architecture,
        IReadOnlyList<TensorSpec> latentTensors,
        bool hasDictionary = false,
        IReadOnlyList<TensorSpec>? auxiliaryTensors = null)
    {
        Architecture = architecture;
        TensorSpec[] specs = [.. Specs(architecture, latentTensors, hasDictionary), .. auxiliaryTensors ?? []];
        Count = CheckedCount(CountOf(specs), nameof(architecture));

        var tensors = new ParameterTensor[specs.Length];
        int offset = 0;
        for (int i = 0; i < specs.Length; i++)
        {
            tensors[i] = _byName[specs[i].Name] = new ParameterTensor(specs[i], offset);
            offset += tensors[i].Length;
        }

        Tensors = tensors;
        int layers = architecture.HiddenLayers.Count;
        EncoderHidden = [.. Enumerable.Range(0, layers).Select(i => Dense($"encoder.hidden.{i}"))];
        EncoderSkip = layers == 0 ? null : Skip("encoder.linear");
        EncoderMean = Dense(MeanHead);
        _logVariance = _byName.ContainsKey(LogVarianceHead + ".weight") ? Dense(LogVarianceHead) : null;
        DecoderHidden = [.. Enumerable.Range(0, layers).Select(i => Dense($"decoder.hidden.{i}"))];
        DecoderSkip = layers == 0 ? null : Skip("decoder.linear");
        DecoderOutput = Dense("decoder.output");
        Dictionary = hasDictionary ? DirectDecoder : null;
    }

    public NetworkArchitecture Architecture { get; }

    /// <summary>The number of parameters.</summary>
    public int Count { get; }

    /// <summary>The tensors in order, without gaps.</summary>
    public IReadOnlyList<ParameterTensor> Tensors { get; }

    public IReadOnlyList<DenseLayer> EncoderHidden { get; }

    /// <summary>The skip connection from the input to μ; <see langword="null"/> if there are no hidden layers to skip.</summary>
    public DenseLayer? EncoderSkip { get; }

    public DenseLayer EncoderMean { get; }

    /// <summary>The head for log σ², if the kind has one.</summary>
    /// <exception cref="InvalidOperationException">The kind has none.</exception>
    public DenseLayer EncoderLogVariance => _logVariance ?? throw new InvalidOperationException(
        $"A network of {Tensors.Count} tensors, none of them for log-variances, has none. Only kinds with a distribution have them.");

    /// <summary>Mean and log-variance as one layer, whose 2q outputs are <c>[μ | log σ²]</c>. Only for a kind that has both.</summary>
    public DenseLayer EncoderHeads => EncoderMean with { Outputs = 2 * EncoderMean.Outputs };

    public IReadOnlyList<DenseLayer> DecoderHidden { get; }

    /// <summary>The skip connection from the code to the output; <see langword="null"/> if there are no hidden layers to skip.</summary>
    public DenseLayer? DecoderSkip { get; }

    public DenseLayer DecoderOutput { get; }

    /// <summary>The layer that leads directly from code to output: the skip connection, or the output layer if there are no hidden layers.</summary>
    public DenseLayer DirectDecoder => DecoderSkip ?? DecoderOutput;

    /// <summary>The same layer if it is a dictionary; <see langword="null"/> if it is a layer like any other.</summary>
    public DenseLayer? Dictionary { get; }

    /// <summary>The number of parameters of a network, which may be more than can be held.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="latentTensors">The tensors between hidden layers and code.</param>
    public static Int128 CountOf(NetworkArchitecture architecture, IReadOnlyList<TensorSpec> latentTensors) =>
        CountOf(Specs(architecture, latentTensors, hasDictionary: false));

    /// <summary>The number of values of some tensors.</summary>
    public static Int128 CountOf(IEnumerable<TensorSpec> specs) => specs.Aggregate(Int128.Zero, (sum, spec) => sum + spec.Length);

    /// <summary>The layer of two tensors called <c>{name}.weight</c> and <c>{name}.bias</c>.</summary>
    public DenseLayer Dense(string name) => Layer(_byName[name + ".weight"], _byName[name + ".bias"].Offset);

    /// <summary>A tensor, or <see langword="null"/> if the network has none of this name.</summary>
    public ParameterTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Whether networks can exchange parameters: their tensors have the same names, shapes and roles, and they have the same activation.</summary>
    public bool IsSameAs(ParameterLayout other) =>
        Architecture.Activation == other.Architecture.Activation && Tensors.SequenceEqual(other.Tensors);

    private static IEnumerable<TensorSpec> Specs(
        NetworkArchitecture architecture, IReadOnlyList<TensorSpec> latentTensors, bool hasDictionary) =>
        [.. EncoderTensors(architecture), .. latentTensors, .. DecoderTensors(architecture, hasDictionary)];

    private static IEnumerable<TensorSpec> EncoderTensors(NetworkArchitecture architecture)
    {
        int inputs = architecture.InputDimension;
        for (int i = 0; i < architecture.HiddenLayers.Count; i++)
        {
            int outputs = architecture.HiddenLayers[i];
            yield return new($"encoder.hidden.{i}.weight", outputs, inputs, TensorRole.HiddenWeight);
            yield return new($"encoder.hidden.{i}.bias", 1, outputs, TensorRole.Bias);
            inputs = outputs;
        }

        if (architecture.HiddenLayers.Count > 0)
        {
            yield return new("encoder.linear.weight", architecture.LatentDimension, architecture.InputDimension, TensorRole.SkipWeight, LatentAxis.Rows);
        }
    }

    private static IEnumerable<TensorSpec> DecoderTensors(NetworkArchitecture architecture, bool hasDictionary)
    {
        int inputs = architecture.LatentDimension;
        LatentAxis axis = LatentAxis.Columns;
        for (int i = 0; i < architecture.HiddenLayers.Count; i++)
        {
            int outputs = architecture.HiddenLayers[^(i + 1)];
            yield return new($"decoder.hidden.{i}.weight", outputs, inputs, TensorRole.HiddenWeight, axis);
            yield return new($"decoder.hidden.{i}.bias", 1, outputs, TensorRole.Bias);
            (inputs, axis) = (outputs, LatentAxis.None);
        }

        if (architecture.HiddenLayers.Count > 0)
        {
            TensorRole direct = hasDictionary ? TensorRole.Dictionary : TensorRole.SkipWeight;
            yield return new("decoder.linear.weight", architecture.InputDimension, architecture.LatentDimension, direct, LatentAxis.Columns);
        }

        TensorRole output = hasDictionary && architecture.HiddenLayers.Count == 0 ? TensorRole.Dictionary : TensorRole.Weight;
        yield return new("decoder.output.weight", architecture.InputDimension, inputs, output, axis);
        yield return new("decoder.output.bias", 1, architecture.InputDimension, TensorRole.Bias);
    }

    private static int CheckedCount(Int128 count, string argument) =>
        count <= MaxCount ? (int)count : throw new ArgumentOutOfRangeException(
            argument,
            $"The network has {count.ToString(CultureInfo.InvariantCulture)} parameters, but at most {MaxCount} can be held and saved. "
            + "Use smaller hidden layers, fewer latent units or fewer input slots.");

    private DenseLayer Skip(string name) => Layer(_byName[name + ".weight"], biasOffset: -1);

    private static DenseLayer Layer(ParameterTensor weight, int biasOffset) => new(weight.Columns, weight.Rows, weight.Offset, biasOffset);
}
