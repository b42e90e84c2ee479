using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Model;

/// <summary>Writes and reads a fitted model as a <see cref="Safetensors"/> container.</summary>
/// <remarks>
/// The tensors are those of <see cref="NetworkParameters.Tensors"/>; a weight is <c>[outputs, inputs]</c>. The metadata:
/// <code>
/// format               MLNet.Autoencoder
/// format_version       the lowest version that can express the model: 7 for sparse codes with a dictionary, 6 for an anomaly detector, 5 for a fit with
///                      labels, 4 for automatic settings or heavy tails, 3 for other models, or 2 if the loss has only terms of version 2
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
/// settings             from version 4 on, JSON object: the values used for the options that follow the data
/// loss_terms           from version 3 on, JSON array: name and unit of each term of the loss
/// history              JSON array of epochs: learning rate, terms of the training and of the validation loss; from version 5 on, what codes tell about
///                      the label
/// …                    any other key: the caller's own attributes
/// </code>
/// Two tensors of d values precede those of the network: <c>input.offset</c> and <c>input.scale</c>; the network sees (x − offset) / scale. If values
/// may be missing, a third follows, <c>input.stand_in</c>: the fill values, which replace NaN before scaling. If slots have heavy tails, two more follow,
/// <c>input.tail_center</c> and <c>input.tail_width</c>: where the width is not 0, asinh((x − center) / width) takes the place of x.
/// </remarks>
internal static class ModelFile
{
    private const string Format = "MLNet.Autoencoder";
    private const int LatestVersion = 7;
    private const int VersionOfDictionaries = 7;
    private const int VersionOfParts = 6;
    private const int VersionOfLabels = 5;
    private const string OffsetName = "input.offset";
    private const string ScaleName = "input.scale";
    private const string FillValuesName = "input.stand_in";
    private const string TailCenterName = "input.tail_center";
    private const string TailWidthName = "input.tail_width";

    private static readonly (bool WithFillValues, bool WithTails)[] ScalingTensors = [(false, false), (true, false), (false, true), (true, true)];

    private static readonly string[] OwnKeys =
    [
        "sha256", "format", "format_version", "input_dimension", "hidden_layers", "latent_dimension", "activation", "kind",
        "reconstruction", "seed", "row_count", "validation_row_count", "skipped_row_count", "best_epoch", "final_epochs", "start", "restarts", "settings", "loss_terms", "history",
    ];

    /// <param name="stream">The stream to write to.</param>
    /// <param name="content">The model.</param>
    /// <param name="attributes">Further metadata.</param>
    /// <param name="parts">Further tensors, which come first in the file.</param>
    public static void Write(Stream stream, ModelContent content, IReadOnlyDictionary<string, string> attributes, params IReadOnlyList<ModelPart> parts)
    {
        NetworkParameters parameters = content.Parameters;
        TrainingHistory history = content.History;
        LossTerm[] terms = [.. history.Epochs.Select(epoch => epoch.Training).Append(history.Start).SelectMany(loss => loss?.Select(value => value.Term) ?? []).Distinct()];
        int version = parameters.Layout.Dictionary is not null ? VersionOfDictionaries
            : parts.Count > 0 ? VersionOfParts
            : history.FinalEpochs > 0 || history.Epochs.Any(epoch => epoch.CentroidAccuracy is not null) ? VersionOfLabels
            : history.Settings is not null || content.Scaling.Tails is not null ? 4
            : StoredHistory.IsVersion2(terms) ? 2
            : 3;
        var stored = new StoredHistory(terms, isVersion2: version == 2);
        KeyValuePair<string, string>[] metadata =
        [
            new("format", Format),
            new("format_version", Text(version)),
            .. Describe(content),
            new("row_count", Text(history.RowCount)),
            new("validation_row_count", Text(history.ValidationRowCount)),
            new("skipped_row_count", Text(history.SkippedRowCount)),
            new("best_epoch", Text(history.BestEpoch)),
            .. version < VersionOfLabels ? [] : (KeyValuePair<string, string>[])[new("final_epochs", Text(history.FinalEpochs))],
            new("start", stored.Write(history.Start)),
            new("restarts", Text(history.Restarts)),
            .. version < 4 ? [] : (KeyValuePair<string, string>[])[new("settings", JsonSerializer.Serialize(history.Settings, ModelJson.Settings!))],
            .. version < 3 ? [] : (KeyValuePair<string, string>[])[new("loss_terms", StoredHistory.WriteTerms(terms))],
            new("history", stored.Write(history.Epochs.Select(epoch => epoch with { Duration = TimeSpan.Zero, RowsPerSecond = 0 }))),
            .. attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal),
        ];
        Safetensors.Write(
            stream,
            metadata,
            [
                .. parts.Select(part => (part.Name, part.Shape)),
                .. TensorsOf(parameters.Layout, content.Scaling.AllowsMissing, content.Scaling.Tails is not null),
            ],
            [
                .. parts.SelectMany(part => part.Values),
                .. content.Scaling.Offset, .. content.Scaling.Scales, .. content.Scaling.FillValues,
                .. content.Scaling.Tails?.Parameters ?? [], .. parameters.Values,
            ]);
    }

    /// <summary>The description of a model besides its tensors, for every file format that it is written to.</summary>
    public static KeyValuePair<string, string>[] Describe(ModelContent content)
    {
        NetworkArchitecture architecture = content.Parameters.Architecture;
        return
        [
            new("input_dimension", Text(architecture.InputDimension)),
            new("hidden_layers", JsonSerializer.Serialize([.. architecture.HiddenLayers], ModelJson.Widths)),
            new("latent_dimension", Text(architecture.LatentDimension)),
            new("activation", architecture.Activation.ToString()),
            new("kind", JsonSerializer.Serialize(content.Kind, KindJson.Kind)),
            new("reconstruction", JsonSerializer.Serialize(content.Reconstruction, ReconstructionJson.Loss)),
            new("seed", Text(content.Seed)),
        ];
    }

    public static (ModelContent Content, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<ModelPart> Parts) Read(Stream stream, long maxBytes)
    {
        IReadOnlyDictionary<string, string> metadata = new Dictionary<string, string>();
        ModelDescription? description = null;
        TrainingHistory? history = null;
        bool isVersion1 = false;
        TensorEntry[] extra = [];
        float[][] values = Safetensors.Read(stream, maxBytes, (facts, tensors) =>
        {
            int version = ReadVersion(facts);
            isVersion1 = version == 1;
            TrainingEpoch[] old = isVersion1 ? ModelFileVersion1.ReadEpochs(facts) : [];
            metadata = isVersion1 ? ModelFileVersion1.Upgrade(facts, old.Length) : facts;
            extra = version < VersionOfParts ? [] : [.. tensors.TakeWhile(tensor => tensor.Name.StartsWith(ModelPart.Prefix, StringComparison.Ordinal))];
            description = ReadDescription(metadata, [.. tensors.Skip(extra.Length)], version);
            history = isVersion1 ? ReadHistory(metadata, old, new StoredHistory([], isVersion2: true)) : ReadHistory(metadata, version, description);
            return isVersion1 ? 0 : tensors.Count - description.Layout.Tensors.Count;
        });

        if (!values.All(part => TensorPrimitives.IsFiniteAll<float>(part)))
        {
            throw new FormatException(
                $"The model contains {values.Sum(part => part.Count(value => !float.IsFinite(value)))} weights that are NaN or infinite. Restore the file, or fit and save again.");
        }

        (NetworkParameters parameters, InputScaling scaling) = isVersion1
            ? (ModelFileVersion1.Expand(description!.Layout, values[0]), InputScaling.Identity(description.Layout.Architecture.InputDimension))
            : (new NetworkParameters(description!.Layout, values[^1]), ReadScaling(values[extra.Length..^1]));
        parameters = WithoutFormerTensors(parameters, description.Kind.Definition.LayoutOf(parameters.Architecture));
        var content = new ModelContent(
            parameters, scaling, description.Kind, description.Reconstruction, Integer(metadata, "seed"), history!);
        var attributes = metadata
            .Where(fact => !OwnKeys.Contains(fact.Key))
            .ToDictionary(fact => fact.Key, fact => fact.Value, StringComparer.Ordinal);
        return (content, attributes, [.. extra.Select((tensor, i) => new ModelPart(tensor.Name, [.. tensor.Shape], values[i]))]);
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
        IReadOnlyDictionary<string, string> metadata, IReadOnlyList<TensorEntry> tensors, int version)
    {
        int[] hidden = Json(metadata, "hidden_layers", ModelJson.Widths);
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
            kind = Validated(metadata, "kind", KindJson.Kind, kind => kind.Validate(architecture.LatentDimension));
            layout = version < VersionOfDictionaries ? kind.Definition.FormerLayoutOf(architecture) : kind.Definition.LayoutOf(architecture);
        }
        catch (ArgumentException e)
        {
            throw new FormatException("The model is damaged: it does not describe a valid network. " + e.Message);
        }

        bool same = version == 1
            ? Matches(ModelFileVersion1.TensorsOf(layout), tensors)
            : ScalingTensors.Any(shape => Matches(TensorsOf(layout, shape.WithFillValues, shape.WithTails), tensors));
        if (!same)
        {
            throw new FormatException(
                $"The model is damaged: its {tensors.Count} tensors do not match the network that it describes, {StrictJson.Excerpt(architecture.ToString())}. Restore "
                + "the file, or fit and save again.");
        }

        var reconstruction = Validated(metadata, "reconstruction", ReconstructionJson.Loss, reconstruction =>
        {
            reconstruction.Validate();
            _ = reconstruction.SlotsOf(architecture.InputDimension);
        });
        return new ModelDescription(layout, kind, reconstruction);
    }

    /// <summary>The tensors that the present layout has, of those of an earlier version.</summary>
    private static NetworkParameters WithoutFormerTensors(NetworkParameters parameters, ParameterLayout layout)
    {
        if (parameters.Layout.IsSameAs(layout))
        {
            return parameters;
        }

        var kept = new NetworkParameters(layout);
        foreach (ParameterTensor tensor in layout.Tensors)
        {
            ParameterTensor former = parameters.Layout.Find(tensor.Name) ?? throw new FormatException(
                $"The model is damaged: a file of its format version has no {tensor.Name}, which its kind needs. Restore the file, or fit and save again.");
            parameters[former].CopyTo(kept[tensor]);
        }

        return kept;
    }

    private static IEnumerable<(string Name, int[] Shape)> TensorsOf(ParameterLayout layout, bool withFillValues, bool withTails)
    {
        string[] scaling =
        [
            OffsetName, ScaleName,
            .. withFillValues ? (string[])[FillValuesName] : [],
            .. withTails ? (string[])[TailCenterName, TailWidthName] : [],
        ];
        int[] shape = [layout.Architecture.InputDimension];
        return scaling.Select(name => (name, shape)).Concat(layout.Tensors.Select(tensor => (tensor.Name, tensor.Shape)));
    }

    private static bool Matches(IEnumerable<(string Name, int[] Shape)> expected, IReadOnlyList<TensorEntry> tensors) =>
        expected.Count() == tensors.Count && expected.Zip(tensors).All(
            pair => pair.First.Name == pair.Second.Name && pair.First.Shape.SequenceEqual(pair.Second.Shape));

    private static InputScaling ReadScaling(float[][] parts)
    {
        bool hasTails = parts.Length >= 4;
        float[] fillValues = parts.Length is 3 or 5 ? parts[2] : [];
        float[] widths = hasTails ? parts[^1] : [];
        IEnumerable<float> scales = parts[1].Concat(widths.Where(width => width != 0));
        return scales.All(IsPossibleScale)
            ? new InputScaling(parts[0], parts[1], fillValues, hasTails ? new TailScale(parts[^2], widths) : null)
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"The model is damaged: it scales a slot by {scales.First(scale => !IsPossibleScale(scale))}, which is not positive and finite."));
    }

    private static bool IsPossibleScale(float scale) => scale > 0 && float.IsFinite(1f / scale);

    private static T Validated<T>(IReadOnlyDictionary<string, string> metadata, string key, JsonTypeInfo<T> type, Action<T> validate)
    {
        T value = Json(metadata, key, type);
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
        StoredHistory stored = version == 2
            ? new StoredHistory(TermsOf(description), isVersion2: true)
            : new StoredHistory(StoredHistory.ReadTerms(Fact(metadata, "loss_terms"), "loss_terms"));
        TrainingEpoch[] epochs = stored.ReadEpochs(Fact(metadata, "history"), "history");
        return epochs.All(epoch => epoch.Duration == TimeSpan.Zero && epoch.RowsPerSecond == 0)
            ? ReadHistory(metadata, epochs, stored) with { Settings = version < 4 ? null : ReadSettings(metadata) }
            : throw Unreadable(metadata, "history");
    }

    private static IReadOnlyList<LossTerm> TermsOf(ModelDescription description) =>
        new Objective(description.Reconstruction, description.Layout.Architecture.InputDimension, description.Kind.Definition.Terms).Terms;

    /// <summary>A forged model of an earlier version may have what only later versions have, but no settings. It is saved as a later version.</summary>
    private static TrainingSettings? ReadSettings(IReadOnlyDictionary<string, string> metadata)
    {
        if (Fact(metadata, "settings") == "null")
        {
            return null;
        }

        TrainingSettings settings = Json(metadata, "settings", ModelJson.Settings);
        return settings.IsPossible ? settings : throw Unreadable(metadata, "settings");
    }

    private static TrainingHistory ReadHistory(IReadOnlyDictionary<string, string> metadata, TrainingEpoch[] epochs, StoredHistory stored)
    {
        int best = Integer(metadata, "best_epoch");
        if (best < 0 || best > epochs.Length)
        {
            throw Unreadable(metadata, "best_epoch");
        }

        // Early builds wrote version 5 without final epochs.
        long finalEpochs = metadata.ContainsKey("final_epochs") ? Count(metadata, "final_epochs") : 0;
        return new TrainingHistory
        {
            Epochs = epochs,
            BestEpoch = best,
            FinalEpochs = (int)Math.Min(int.MaxValue, finalEpochs),
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

    private static T Json<T>(IReadOnlyDictionary<string, string> metadata, string key, JsonTypeInfo<T> type) =>
        StrictJson.Read(Fact(metadata, key), key, type);

    private static FormatException Unreadable(IReadOnlyDictionary<string, string> metadata, string key) =>
        StrictJson.Unreadable(Fact(metadata, key), key);

    /// <summary>What a file says about its model before any tensor is read.</summary>
    private sealed record ModelDescription(ParameterLayout Layout, AutoencoderKind Kind, ReconstructionLoss Reconstruction);
}
