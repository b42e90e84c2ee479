using System.Globalization;
using System.Text.Json;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Persistence;

/// <summary>
/// Models of format version 1, as today's: a variational autoencoder without linear path and without scaling, whose noise variance was 1, whose
/// kind and loss were names, and whose history was an array of [reconstruction loss, KL divergence, loss].
/// </summary>
internal static class ModelFileVersion1
{
    /// <summary>Metadata of version 1 in the words of version 2.</summary>
    /// <exception cref="FormatException">They are not what version 1 wrote.</exception>
    public static IReadOnlyDictionary<string, string> Upgrade(IReadOnlyDictionary<string, string> metadata)
    {
        bool isGaussian = metadata.GetValueOrDefault("reconstruction") == nameof(Gaussian);
        float klWeight = float.TryParse(metadata.GetValueOrDefault("kl_weight"), CultureInfo.InvariantCulture, out float weight)
            ? weight
            : throw new FormatException($"The model is damaged: its kl_weight cannot be \"{metadata.GetValueOrDefault("kl_weight")}\".");

        // Its weight was of twice the divergence, also beside a cross-entropy.
        AutoencoderKind kind = new Variational { KlWeight = isGaussian ? klWeight : 2 * klWeight, FreeBits = 0, InputNoise = 0 };
        ReconstructionLoss reconstruction = isGaussian ? new Gaussian { Variance = 1 } : new Bernoulli();
        TrainingEpoch[] epochs = ReadEpochs(metadata, isGaussian);
        return new Dictionary<string, string>(metadata.Where(fact => fact.Key != "kl_weight"))
        {
            ["kind"] = JsonSerializer.Serialize(kind),
            ["reconstruction"] = JsonSerializer.Serialize(reconstruction),
            ["validation_row_count"] = "0",
            ["best_epoch"] = epochs.Length.ToString(CultureInfo.InvariantCulture),
            ["start"] = "null",
            ["restarts"] = "0",
            ["history"] = JsonSerializer.Serialize(epochs),
        };
    }

    /// <summary>The tensors of version 1: those of the network without the linear path.</summary>
    public static IEnumerable<(string Name, int[] Shape)> TensorsOf(ParameterLayout layout) =>
        layout.Tensors.Where(IsInVersion1).Select(tensor => (tensor.Name, tensor.Shape));

    /// <summary>The parameters with a linear path that adds nothing.</summary>
    public static NetworkParameters Expand(ParameterLayout layout, float[] values)
    {
        var parameters = new NetworkParameters(layout, new float[layout.Count]);
        int next = 0;
        foreach (ParameterTensor tensor in layout.Tensors.Where(IsInVersion1))
        {
            values.AsSpan(next, tensor.Length).CopyTo(parameters[tensor]);
            next += tensor.Length;
        }

        return parameters;
    }

    private static bool IsInVersion1(ParameterTensor tensor) => !tensor.Name.Contains(".linear.", StringComparison.Ordinal);

    private static TrainingEpoch[] ReadEpochs(IReadOnlyDictionary<string, string> metadata, bool isGaussian)
    {
        double[]?[] epochs;
        try
        {
            epochs = JsonSerializer.Deserialize<double[]?[]>(metadata.GetValueOrDefault("history") ?? "null") ?? [];
        }
        catch (JsonException e)
        {
            throw new FormatException("The model is damaged: its history cannot be read.", e);
        }

        return epochs.All(terms => terms?.Length == 3)
            ? [.. epochs.Select((terms, i) => Epoch(i + 1, terms!, isGaussian))]
            : throw new FormatException("The model is damaged: an epoch of its history has not three terms.");
    }

    private static TrainingEpoch Epoch(int number, double[] terms, bool isGaussian) => new()
    {
        Epoch = number,
        LearningRate = 0,
        Training = new LossTerms(isGaussian ? terms[0] : 0, isGaussian ? 0 : terms[0], terms[1], Penalty: 0, terms[2]),
    };
}
