using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Model;

/// <summary>Writes and reads a fitted model as a <see cref="Safetensors"/> container.</summary>
/// <remarks>
/// The tensors are those of <see cref="NetworkParameters.Tensors"/>; a weight is <c>[outputs, inputs]</c>. The metadata:
/// <code>
/// format               MLNet.Autoencoder
/// format_version       3, or 2 if the loss has only terms of version 2
/// input_dimension      d
/// hidden_layers        JSON array of the encoder's widths
/// latent_dimension     q
/// activation           Relu, Tanh, Silu or Gelu
/// kind                 JSON object: "type", and the properties of the kind
/// reconstruction       JSON object: "type", and the properties of the reconstruction loss
/// seed                 the seed of the fit
/// row_count            number of training rows
/// validation_row_count number of held-out rows
/// skipped_row_count    number of rows left out because of a NaN, an infinity, or a weight that is not finite
/// best_epoch           the epoch of these parameters; 0 for the start
/// start                JSON object: terms of the validation loss before the first epoch; null if no rows were held out
/// restarts             how often the loss diverged
/// loss_terms           in version 3 only, JSON array: name and unit of each term of the loss
/// history              JSON array of epochs: learning rate, terms of the training and of the validation loss
/// …                    any other key: the caller's own attributes
/// </code>
/// Two tensors of d values precede those of the network: <c>input.offset</c> and <c>input.scale</c>; the network sees (x − offset) / scale. If values
/// may be missing, a third follows, <c>input.stand_in</c>: the fill values, which replace NaN before scaling.
/// </remarks>
internal static class ModelFile
{
    private const string Format = "MLNet.Autoencoder";
    private const int LatestVersion = 3;
    private const string OffsetName = "input.offset";
    private const string ScaleName = "input.scale";
    private const string FillValuesName = "input.stand_in";

    private static readonly string[] OwnKeys =
    [
        "sha256", "format", "format_version", "input_dimension", "hidden_layers", "latent_dimension", "activation", "kind",
        "reconstruction", "seed", "row_count", "validation_row_count", "skipped_row_count", "best_epoch", "start", "restarts", "loss_terms", "history",
    ];

    public static void Write(Stream stream, ModelContent content, IReadOnlyDictionary<string, string> attributes)
    {
        NetworkParameters parameters = content.Parameters;
        TrainingHistory history = content.History;
        LossTerm[] terms = [.. history.Epochs.Select(epoch => epoch.Training).Append(history.Start).SelectMany(loss => loss?.Select(value => value.Term) ?? []).Distinct()];
        bool isVersion2 = StoredHistory.IsVersion2(terms);
        var stored = new StoredHistory(terms);
        KeyValuePair<string, string>[] metadata =
        [
            new("format", Format),
            new("format_version", isVersion2 ? "2" : Text(LatestVersion)),
            .. Describe(content),
            new("row_count", Text(history.RowCount)),
            new("validation_row_count", Text(history.ValidationRowCount)),
            new("skipped_row_count", Text(history.SkippedRowCount)),
            new("best_epoch", Text(history.BestEpoch)),
            new("start", stored.Write(history.Start)),
            new("restarts", Text(history.Restarts)),
            .. isVersion2 ? [] : (KeyValuePair<string, string>[])[new("loss_terms", StoredHistory.WriteTerms(terms))],
            new("history", stored.Write(history.Epochs.Select(epoch => epoch with { Duration = TimeSpan.Zero, RowsPerSecond = 0 }))),
            .. attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal),
        ];
        Safetensors.Write(
            stream,
            metadata,
            TensorsOf(parameters.Layout, content.Scaling.AllowsMissing),
            [.. content.Scaling.Offset, .. content.Scaling.Scales, .. content.Scaling.FillValues, .. parameters.Values]);
    }

    /// <summary>The description of a model besides its tensors, for every file format that it is written to.</summary>
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
        ModelDescription? description = null;
        TrainingHistory? history = null;
        bool isVersion1 = false;
        float[] values = Safetensors.Read(stream, (facts, tensors) =>
        {
            int version = ReadVersion(facts);
            isVersion1 = version == 1;
            TrainingEpoch[] old = isVersion1 ? ModelFileVersion1.ReadEpochs(facts) : [];
            metadata = isVersion1 ? ModelFileVersion1.Upgrade(facts, old.Length) : facts;
            description = ReadDescription(metadata, tensors, isVersion1);
            history = isVersion1 ? ReadHistory(metadata, old, new StoredHistory([])) : ReadHistory(metadata, version, description);
        });

        if (!TensorPrimitives.IsFiniteAll<float>(values))
        {
            throw new FormatException("The model contains a weight that is NaN or infinite.");
        }

        (NetworkParameters parameters, InputScaling scaling) = isVersion1
            ? (ModelFileVersion1.Expand(description!.Layout, values), InputScaling.Identity(description.Layout.Architecture.InputDimension))
            : ReadValues(description!.Layout, values);
        var content = new ModelContent(
            parameters, scaling, description.Kind, description.Reconstruction, Integer(metadata, "seed"), history!);
        var attributes = metadata
            .Where(fact => !OwnKeys.Contains(fact.Key))
            .ToDictionary(fact => fact.Key, fact => fact.Value, StringComparer.Ordinal);
        return (content, attributes);
    }

    /// <exception cref="FormatException">This is not a model, or its format is newer than this build.</exception>
    private static int ReadVersion(IReadOnlyDictionary<string, string> metadata)
    {
        if (Fact(metadata, "format") != Format)
        {
            throw new FormatException($"This is not a model of {Format}: its format is \"{StrictJson.Excerpt(Fact(metadata, "format"))}\".");
        }

        int version = Integer(metadata, "format_version");
        if (version is < 1 or > LatestVersion)
        {
            throw new FormatException(
                $"The model has format version {version}, but this build reads versions 1 to {LatestVersion}. "
                + "Update the MLNet.Autoencoder packages to load it.");
        }

        return version;
    }

    /// <summary>Reads what the metadata says about the model, and checks that the tensors match it.</summary>
    private static ModelDescription ReadDescription(
        IReadOnlyDictionary<string, string> metadata, IReadOnlyList<TensorEntry> tensors, bool isVersion1)
    {
        int[] hidden = Json<int[]>(metadata, "hidden_layers");
        if (hidden.Length > tensors.Count)
        {
            throw Unreadable(metadata, "hidden_layers");
        }

        NetworkArchitecture architecture;
        ParameterLayout layout;
        AutoencoderKind kind;
        try
        {
            architecture = new NetworkArchitecture(
                Integer(metadata, "input_dimension"), hidden, Integer(metadata, "latent_dimension"), Choice<Activation>(metadata, "activation"));
            kind = Validated<AutoencoderKind>(metadata, "kind", kind => kind.Validate(architecture.LatentDimension));
            layout = kind.Definition.LayoutOf(architecture);
        }
        catch (ArgumentException e)
        {
            throw new FormatException("The model is damaged: it does not describe a valid network. " + e.Message);
        }

        bool same = isVersion1
            ? Matches(ModelFileVersion1.TensorsOf(layout), tensors)
            : Matches(TensorsOf(layout, withFillValues: false), tensors) || Matches(TensorsOf(layout, withFillValues: true), tensors);
        if (!same)
        {
            throw new FormatException("The model is damaged: its tensors do not match the network that it describes.");
        }

        var reconstruction = Validated<ReconstructionLoss>(metadata, "reconstruction", reconstruction =>
        {
            reconstruction.Validate();
            _ = reconstruction.SlotsOf(architecture.InputDimension);
        });
        return new ModelDescription(layout, kind, reconstruction);
    }

    private static IEnumerable<(string Name, int[] Shape)> TensorsOf(ParameterLayout layout, bool withFillValues)
    {
        int[] shape = [layout.Architecture.InputDimension];
        IEnumerable<(string Name, int[] Shape)> scaling = [(OffsetName, shape), (ScaleName, shape)];
        return (withFillValues ? scaling.Append((FillValuesName, shape)) : scaling)
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
            : throw new FormatException("The model is damaged: it scales its input by a number that is not positive and finite.");
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

    private static TrainingHistory ReadHistory(IReadOnlyDictionary<string, string> metadata, int version, ModelDescription description)
    {
        var objective = new Objective(description.Reconstruction, description.Layout.Architecture.InputDimension, description.Kind.Definition.Terms);
        var stored = new StoredHistory(version == 2
            ? objective.Terms
            : [.. StoredHistory.ReadTerms(Fact(metadata, "loss_terms"), "loss_terms").Select(term => objective.Terms.FirstOrDefault(term.Equals) ?? term)]);
        TrainingEpoch[] epochs = stored.ReadEpochs(Fact(metadata, "history"), "history");
        return epochs.All(epoch => epoch.Duration == TimeSpan.Zero && epoch.RowsPerSecond == 0)
            ? ReadHistory(metadata, epochs, stored)
            : throw Unreadable(metadata, "history");
    }

    private static TrainingHistory ReadHistory(IReadOnlyDictionary<string, string> metadata, TrainingEpoch[] epochs, StoredHistory stored)
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
            Start = stored.ReadStart(Fact(metadata, "start"), "start"),
            Restarts = (int)Math.Min(int.MaxValue, Count(metadata, "restarts")),
            RowCount = Count(metadata, "row_count"),
            ValidationRowCount = Count(metadata, "validation_row_count"),
            SkippedRowCount = Count(metadata, "skipped_row_count"),
        };
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Fact(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.GetValueOrDefault(key) ?? throw new FormatException($"The model is damaged: its metadata has no {key}.");

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
        // By name only: Enum.TryParse would also accept numbers and lists.
        string name = Fact(metadata, key);
        return Enum.GetNames<TEnum>().Contains(name) ? Enum.Parse<TEnum>(name) : throw Unreadable(metadata, key);
    }

    private static T Json<T>(IReadOnlyDictionary<string, string> metadata, string key) => StrictJson.Read<T>(Fact(metadata, key), key);

    private static FormatException Unreadable(IReadOnlyDictionary<string, string> metadata, string key) =>
        StrictJson.Unreadable(Fact(metadata, key), key);

    /// <summary>What a file says about its model before any tensor is read.</summary>
    private sealed record ModelDescription(ParameterLayout Layout, AutoencoderKind Kind, ReconstructionLoss Reconstruction);
}
