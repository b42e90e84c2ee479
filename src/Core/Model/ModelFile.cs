using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Model;

/// <summary>A trained model as a <see cref="Safetensors"/> container.</summary>
/// <remarks>
/// The tensors are those of <see cref="NetworkParameters.Tensors"/>; a weight is <c>[outputs, inputs]</c>. The metadata:
/// <code>
/// format               MLNet.Autoencoder
/// format_version       2
/// input_dimension      d
/// hidden_layers        JSON array of the encoder's widths
/// latent_dimension     q
/// activation           Relu, Tanh, Silu or Gelu
/// kind                 JSON object: "type", and the properties of the kind
/// reconstruction       JSON object: "type", and the properties of the reconstruction loss
/// seed                 of the fit
/// row_count            rows that were trained on
/// validation_row_count rows that were held out
/// skipped_row_count    rows left out for a NaN or an infinity
/// best_epoch           the epoch whose parameters these are; 0 for the start
/// start                JSON object: terms of the validation loss before the first epoch; null where no rows were held out
/// restarts             how often the loss diverged
/// history              JSON array of epochs: learning rate, terms of the training and of the validation loss
/// …                    what the caller put beside it: any other key
/// </code>
/// Two tensors of d values come before the network's: <c>input.offset</c> and <c>input.scale</c>; the network sees (x − offset) / scale. A third,
/// <c>input.stand_in</c>, is there where values may be missing: it holds what a NaN is replaced by before that.
/// </remarks>
internal static class ModelFile
{
    private const string Format = "MLNet.Autoencoder";
    private const int FormatVersion = 2;
    private const string OffsetName = "input.offset";
    private const string ScaleName = "input.scale";
    private const string StandInName = "input.stand_in";

    private static readonly string[] OwnKeys =
    [
        "sha256", "format", "format_version", "input_dimension", "hidden_layers", "latent_dimension", "activation", "kind",
        "reconstruction", "seed", "row_count", "validation_row_count", "skipped_row_count", "best_epoch", "start", "restarts", "history",
    ];

    public static void Write(Stream stream, ModelContent content, IReadOnlyDictionary<string, string> attributes)
    {
        NetworkParameters parameters = content.Parameters;
        KeyValuePair<string, string>[] metadata =
        [
            new("format", Format),
            new("format_version", Text(FormatVersion)),
            .. Describe(content),
            new("row_count", Text(content.History.RowCount)),
            new("validation_row_count", Text(content.History.ValidationRowCount)),
            new("skipped_row_count", Text(content.History.SkippedRowCount)),
            new("best_epoch", Text(content.History.BestEpoch)),
            new("start", JsonSerializer.Serialize(content.History.Start)),
            new("restarts", Text(content.History.Restarts)),
            new("history", JsonSerializer.Serialize(
                content.History.Epochs.Select(epoch => epoch with { Duration = TimeSpan.Zero, RowsPerSecond = 0 }))),
            .. attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal),
        ];
        Safetensors.Write(
            stream,
            metadata,
            TensorsOf(parameters.Layout, content.Scaling.AllowsMissing),
            [.. content.Scaling.Offset, .. content.Scaling.Scales, .. content.Scaling.StandIn, .. parameters.Values]);
    }

    /// <summary>What is to be said of a model beside its tensors, wherever it is written.</summary>
    public static KeyValuePair<string, string>[] Describe(ModelContent content)
    {
        NetworkArchitecture architecture = content.Parameters.Architecture;
        return
        [
            new("input_dimension", Text(architecture.InputDimension)),
            new("hidden_layers", JsonSerializer.Serialize(architecture.HiddenLayers)),
            new("latent_dimension", Text(architecture.LatentDimension)),
            new("activation", architecture.Activation.ToString()),
            new("kind", JsonSerializer.Serialize(content.Kind)),
            new("reconstruction", JsonSerializer.Serialize(content.Reconstruction)),
            new("seed", Text(content.Seed)),
        ];
    }

    public static (ModelContent Content, IReadOnlyDictionary<string, string> Attributes) Read(Stream stream)
    {
        IReadOnlyDictionary<string, string> metadata = new Dictionary<string, string>();
        ParameterLayout? layout = null;
        TrainingEpoch[] epochs = [];
        bool isVersion1 = false;
        float[] values = Safetensors.Read(stream, (facts, tensors) =>
        {
            isVersion1 = ReadVersion(facts) == 1;
            epochs = isVersion1 ? ModelFileVersion1.ReadEpochs(facts) : ReadEpochs(facts);
            metadata = isVersion1 ? ModelFileVersion1.Upgrade(facts, epochs.Length) : facts;
            layout = ReadLayout(metadata, tensors, isVersion1);
        });

        if (!TensorPrimitives.IsFiniteAll<float>(values))
        {
            throw new FormatException("The model holds a weight that is NaN or infinite.");
        }

        (NetworkParameters parameters, InputScaling scaling) = isVersion1
            ? (ModelFileVersion1.Expand(layout!, values), InputScaling.Identity(layout!.Architecture.InputDimension))
            : ReadValues(layout!, values);
        var content = new ModelContent(
            parameters,
            scaling,
            Validated<AutoencoderKind>(metadata, "kind", kind => kind.Validate(parameters.Architecture.LatentDimension)),
            Validated<ReconstructionLoss>(metadata, "reconstruction", reconstruction =>
            {
                reconstruction.Validate();
                _ = reconstruction.SlotsOf(parameters.Architecture.InputDimension);
            }),
            Integer(metadata, "seed"),
            ReadHistory(metadata, epochs));
        var attributes = metadata
            .Where(fact => !OwnKeys.Contains(fact.Key))
            .ToDictionary(fact => fact.Key, fact => fact.Value, StringComparer.Ordinal);
        return (content, attributes);
    }

    /// <exception cref="FormatException">This is no model, or one of a version to come.</exception>
    private static int ReadVersion(IReadOnlyDictionary<string, string> metadata)
    {
        if (Fact(metadata, "format") != Format)
        {
            throw new FormatException($"This is not a model of {Format}: its format is \"{StrictJson.Excerpt(Fact(metadata, "format"))}\".");
        }

        int version = Integer(metadata, "format_version");
        if (version is < 1 or > FormatVersion)
        {
            throw new FormatException(
                $"The model is of format version {version}, but this build reads versions 1 to {FormatVersion}. "
                + "Update the MLNet.Autoencoder packages to load it.");
        }

        return version;
    }

    /// <summary>What the metadata say the network is, once the tensors turn out to be the ones that it has.</summary>
    private static ParameterLayout ReadLayout(
        IReadOnlyDictionary<string, string> metadata, IReadOnlyList<TensorEntry> tensors, bool isVersion1)
    {
        int[] hidden = Json<int[]>(metadata, "hidden_layers");
        if (hidden.Length > tensors.Count)
        {
            throw Unreadable(metadata, "hidden_layers");
        }

        ParameterLayout layout;
        try
        {
            layout = new ParameterLayout(new NetworkArchitecture(
                Integer(metadata, "input_dimension"), hidden, Integer(metadata, "latent_dimension"), Choice<Activation>(metadata, "activation")));
        }
        catch (ArgumentException e)
        {
            throw new FormatException("The model is damaged: it describes no network. " + e.Message);
        }

        bool same = isVersion1
            ? Matches(ModelFileVersion1.TensorsOf(layout), tensors)
            : Matches(TensorsOf(layout, withStandIn: false), tensors) || Matches(TensorsOf(layout, withStandIn: true), tensors);
        return same ? layout : throw new FormatException("The model is damaged: its tensors are not those of the network it describes.");
    }

    private static IEnumerable<(string Name, int[] Shape)> TensorsOf(ParameterLayout layout, bool withStandIn)
    {
        int[] shape = [layout.Architecture.InputDimension];
        IEnumerable<(string Name, int[] Shape)> scaling = [(OffsetName, shape), (ScaleName, shape)];
        return (withStandIn ? scaling.Append((StandInName, shape)) : scaling)
            .Concat(layout.Tensors.Select(tensor => (tensor.Name, tensor.Shape)));
    }

    private static bool Matches(IEnumerable<(string Name, int[] Shape)> expected, IReadOnlyList<TensorEntry> tensors) =>
        expected.Count() == tensors.Count && expected.Zip(tensors).All(
            pair => pair.First.Name == pair.Second.Name && pair.First.Shape.SequenceEqual(pair.Second.Shape));

    private static (NetworkParameters Parameters, InputScaling Scaling) ReadValues(ParameterLayout layout, float[] values)
    {
        int scalingLength = values.Length - layout.Count;
        InputScaling scaling = ReadScaling(values[..scalingLength], layout.Architecture.InputDimension);
        return (new NetworkParameters(layout, values[scalingLength..]), scaling);
    }

    private static InputScaling ReadScaling(float[] values, int dimension)
    {
        float[] scale = values[dimension..(2 * dimension)];
        return Array.TrueForAll(scale, value => value > 0 && float.IsFinite(1f / value))
            ? new InputScaling(values[..dimension], scale, values[(2 * dimension)..])
            : throw new FormatException("The model is damaged: it divides its input by what is not a positive number.");
    }

    private static T Validated<T>(IReadOnlyDictionary<string, string> metadata, string key, Action<T> validate)
    {
        T value = Json<T>(metadata, key);
        try
        {
            validate(value);
            return value;
        }
        catch (ArgumentException)
        {
            throw Unreadable(metadata, key);
        }
    }

    private static TrainingHistory ReadHistory(IReadOnlyDictionary<string, string> metadata, TrainingEpoch[] epochs)
    {
        int best = Integer(metadata, "best_epoch");
        if (best < 0 || best > epochs.Length)
        {
            throw Unreadable(metadata, "best_epoch");
        }

        return new TrainingHistory
        {
            Epochs = epochs,
            BestEpoch = best,
            Start = StoredHistory.ReadStart(Fact(metadata, "start"), "start"),
            Restarts = (int)Math.Min(int.MaxValue, Count(metadata, "restarts")),
            RowCount = Count(metadata, "row_count"),
            ValidationRowCount = Count(metadata, "validation_row_count"),
            SkippedRowCount = Count(metadata, "skipped_row_count"),
        };
    }

    private static TrainingEpoch[] ReadEpochs(IReadOnlyDictionary<string, string> metadata)
    {
        TrainingEpoch[] epochs = StoredHistory.ReadEpochs(Fact(metadata, "history"), "history");
        return epochs.All(epoch => epoch.Duration == TimeSpan.Zero && epoch.RowsPerSecond == 0) ? epochs : throw Unreadable(metadata, "history");
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Fact(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.GetValueOrDefault(key) ?? throw new FormatException($"The model is damaged: it does not say its {key}.");

    private static int Integer(IReadOnlyDictionary<string, string> metadata, string key) =>
        int.TryParse(Fact(metadata, key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Unreadable(metadata, key);

    private static long Count(IReadOnlyDictionary<string, string> metadata, string key) =>
        long.TryParse(Fact(metadata, key), NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Unreadable(metadata, key);

    private static TEnum Choice<TEnum>(IReadOnlyDictionary<string, string> metadata, string key)
        where TEnum : struct, Enum
    {
        // By name alone: Enum.TryParse would also take numbers and lists.
        string name = Fact(metadata, key);
        return Enum.GetNames<TEnum>().Contains(name) ? Enum.Parse<TEnum>(name) : throw Unreadable(metadata, key);
    }

    private static T Json<T>(IReadOnlyDictionary<string, string> metadata, string key) => StrictJson.Read<T>(Fact(metadata, key), key);

    private static FormatException Unreadable(IReadOnlyDictionary<string, string> metadata, string key) =>
        StrictJson.Unreadable(Fact(metadata, key), key);
}
