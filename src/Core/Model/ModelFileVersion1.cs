using System.Globalization;
using System.Text.Json;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Model;

/// <summary>
/// Models of format version 1, as today's: a variational autoencoder without skip connections and without scaling, whose noise variance was 1, whose
/// kind and loss were names, and whose history was an array of [reconstruction loss, KL divergence, loss].
/// </summary>
internal static class ModelFileVersion1
{
    // Only with a code many times wider than the hidden layers are the skip connections so much larger than the rest.
    private const int MaxExpansion = 8;

    /// <summary>Metadata of version 1 in the words of version 2, but for the history.</summary>
    /// <param name="metadata">What version 1 wrote.</param>
    /// <param name="epochs">How many <see cref="ReadEpochs"/> found in it: the last one was kept.</param>
    /// <exception cref="FormatException">They are not what version 1 wrote.</exception>
    public static IReadOnlyDictionary<string, string> Upgrade(IReadOnlyDictionary<string, string> metadata, int epochs)
    {
        bool isGaussian = IsGaussian(metadata);

        string text = metadata.GetValueOrDefault("kl_weight") ?? "";
        float klWeight = float.TryParse(text, CultureInfo.InvariantCulture, out float weight) && weight >= 0 && float.IsFinite(2 * weight)
            ? weight
            : throw StrictJson.Unreadable(text, "kl_weight");

        // Its weight was of twice the divergence, also beside a cross-entropy.
        AutoencoderKind kind = new Variational { KlWeight = isGaussian ? klWeight : 2 * klWeight, FreeBits = 0, InputNoise = 0 };
        ReconstructionLoss reconstruction = isGaussian ? new Gaussian { Variance = 1 } : new Bernoulli();
        return new Dictionary<string, string>(metadata.Where(fact => fact.Key != "kl_weight"))
        {
            ["kind"] = JsonSerializer.Serialize(kind),
            ["reconstruction"] = JsonSerializer.Serialize(reconstruction),
            ["validation_row_count"] = "0",
            ["best_epoch"] = epochs.ToString(CultureInfo.InvariantCulture),
            ["start"] = "null",
            ["restarts"] = "0",
        };
    }

    /// <summary>The history in metadata of version 1.</summary>
    /// <exception cref="FormatException">They are not what version 1 wrote.</exception>
    public static TrainingEpoch[] ReadEpochs(IReadOnlyDictionary<string, string> metadata)
    {
        bool isGaussian = IsGaussian(metadata);
        string history = metadata.GetValueOrDefault("history") ?? "";
        double[]?[] epochs = StrictJson.Read<double[]?[]>(history, "history");
        return epochs.All(terms => terms?.Length == 3 && terms.All(double.IsFinite))
            ? [.. epochs.Select((terms, i) => Epoch(i + 1, terms!, isGaussian))]
            : throw StrictJson.Unreadable(history, "history");
    }

    /// <summary>The tensors of version 1: those of the network without skip connections.</summary>
    public static IEnumerable<(string Name, int[] Shape)> TensorsOf(ParameterLayout layout) =>
        layout.Tensors.Where(IsInVersion1).Select(tensor => (tensor.Name, tensor.Shape));

    /// <summary>The parameters with skip connections that add nothing.</summary>
    /// <exception cref="FormatException">The skip connections would be many times larger than the file.</exception>
    public static NetworkParameters Expand(ParameterLayout layout, float[] values)
    {
        if (layout.Count / MaxExpansion > values.Length)
        {
            throw new FormatException(
                $"The model, of format version 1, would take {layout.Count} parameters, but {values.Length} are in the file: its hidden layers are too narrow "
                + "for its code. Fit it again.");
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
