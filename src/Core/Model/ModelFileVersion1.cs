using System.Globalization;
using System.Text.Json;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Model;

/// <summary>
/// Reads models of format version 1: a variational autoencoder without skip connections and without scaling, with a noise variance of 1, with
/// kind and loss given by name, and with a history that is an array of [reconstruction loss, KL divergence, loss].
/// </summary>
internal static class ModelFileVersion1
{
    // The skip connections are this much larger than the rest only if the code is many times wider than the hidden layers.
    private const int MaxExpansion = 8;

    /// <summary>Converts metadata of version 1 to version 2, except the history.</summary>
    /// <param name="metadata">The metadata that version 1 wrote.</param>
    /// <param name="epochs">The number of epochs that <see cref="ReadEpochs"/> found; the model has the parameters of the last one.</param>
    /// <exception cref="FormatException">The metadata is not valid for version 1.</exception>
    public static IReadOnlyDictionary<string, string> Upgrade(IReadOnlyDictionary<string, string> metadata, int epochs)
    {
        bool isGaussian = IsGaussian(metadata);

        string text = metadata.GetValueOrDefault("kl_weight") ?? "";
        float klWeight = float.TryParse(text, CultureInfo.InvariantCulture, out float weight) && weight >= 0 && float.IsFinite(2 * weight)
            ? weight
            : throw StrictJson.Unreadable(text, "kl_weight");

        // Version 1 applied the weight to twice the divergence, also with a cross-entropy.
        AutoencoderKind kind = new Variational { KlWeight = isGaussian ? klWeight : 2 * klWeight, FreeBits = 0, InputNoise = 0 };
        ReconstructionLoss reconstruction = isGaussian ? new Gaussian { Variance = 1 } : new Bernoulli();
        return new Dictionary<string, string>(metadata.Where(fact => fact.Key != "kl_weight"))
        {
            ["kind"] = JsonSerializer.Serialize(kind, KindJson.Kind),
            ["reconstruction"] = JsonSerializer.Serialize(reconstruction, ReconstructionJson.Loss),
            ["validation_row_count"] = "0",
            ["best_epoch"] = epochs.ToString(CultureInfo.InvariantCulture),
            ["start"] = "null",
            ["restarts"] = "0",
        };
    }

    /// <summary>Reads the history from metadata of version 1.</summary>
    /// <exception cref="FormatException">The history is not valid for version 1.</exception>
    public static TrainingEpoch[] ReadEpochs(IReadOnlyDictionary<string, string> metadata)
    {
        bool isGaussian = IsGaussian(metadata);
        string history = metadata.GetValueOrDefault("history") ?? "";
        double[]?[] epochs = StrictJson.Read(history, "history", ModelJson.HistoryOfVersion1);
        return epochs.All(terms => terms?.Length == 3 && terms.All(double.IsFinite))
            ? [.. epochs.Select((terms, i) => Epoch(i + 1, terms!, isGaussian))]
            : throw StrictJson.Unreadable(history, "history");
    }

    /// <summary>The tensors of version 1: those of the network without skip connections.</summary>
    public static IEnumerable<(string Name, int[] Shape)> TensorsOf(ParameterLayout layout) =>
        layout.Tensors.Where(IsInVersion1).Select(tensor => (tensor.Name, tensor.Shape));

    /// <summary>Adds skip connections that contribute nothing.</summary>
    /// <exception cref="FormatException">The skip connections would be many times larger than the file.</exception>
    public static NetworkParameters Expand(ParameterLayout layout, float[] values)
    {
        if (layout.Count / MaxExpansion > values.Length)
        {
            throw new FormatException(
                $"The model, of format version 1, would have {layout.Count} parameters, but its file holds only {values.Length}: the hidden layers "
                + "are too narrow for the code. Fit the model again.");
        }

        var parameters = new NetworkParameters(layout, new float[layout.Count]);
        int next = 0;
        foreach (ParameterTensor tensor in layout.Tensors.Where(IsInVersion1))
        {
            values.AsSpan(next, tensor.Length).CopyTo(parameters[tensor]);
            next += tensor.Length;
        }

        return parameters;
    }

    private static bool IsInVersion1(ParameterTensor tensor) => tensor.Role != TensorRole.SkipWeight;

    private static bool IsGaussian(IReadOnlyDictionary<string, string> metadata) => metadata.GetValueOrDefault("reconstruction") switch
    {
        nameof(Gaussian) => true,
        nameof(Bernoulli) => false,
        var other => throw StrictJson.Unreadable(other ?? "", "reconstruction"),
    };

    private static TrainingEpoch Epoch(int number, double[] terms, bool isGaussian) => new()
    {
        Epoch = number,
        LearningRate = 0,
        Training = new LossTerms(
            [new(isGaussian ? LossTerm.SquaredError : LossTerm.CrossEntropy, terms[0]), new(LossTerm.KlDivergence, terms[1])], terms[2]),
    };
}
