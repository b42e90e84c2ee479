using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Training;

/// <summary>The state of a fit in a <see cref="Safetensors"/> container, from which an unfinished fit can be resumed.</summary>
/// <remarks>
/// The file holds four tensors, each the size of all parameters: <c>best</c>, <c>parameters</c>, <c>first_moment</c> and <c>second_moment</c>. If there are
/// validation rows, a fifth follows, <c>best_row_losses</c>: the squared error of each, then its terms in nats. The metadata:
/// <code>
/// format          MLNet.Autoencoder.Checkpoint
/// format_version  8
/// identity        JSON object: what determines the model's bytes, including the rows, see FitIdentity
/// step_count      number of optimizer steps taken
/// progress        JSON object
/// start           JSON object or null: the validation loss before the first epoch
/// noise_variance  v at the end of the last epoch
/// loss_terms      JSON array: name and unit of each loss term
/// epochs          JSON array
/// dead_units      JSON array of Booleans
/// </code>
/// A fit that resumes from a checkpoint gives the same bytes as one that never stopped. For this reason, the version changes when a seed comes to
/// give another model, and earlier versions are rejected: they had other defaults, calibrated v to each batch, or summed gradients in another order.
/// </remarks>
/// <param name="path">The path of the file.</param>
/// <param name="interval">The minimum time between two writes, unless a write is due.</param>
/// <param name="terms">The terms of the loss.</param>
/// <param name="ranks">The ranks of the fit, all in the same state. The first reads and writes the file.</param>
internal sealed class CheckpointFile(string path, TimeSpan interval, IReadOnlyList<LossTerm> terms, Ranks ranks)
{
    private const string Format = "MLNet.Autoencoder.Checkpoint";
    private const string Version = "8";
    private const string RowLosses = "best_row_losses";
    private static readonly string[] TensorNames = ["best", "parameters", "first_moment", "second_moment"];

    /// <summary>The entry of the identity of a fit that has started over without labels.</summary>
    public const string IgnoredLabels = "ignored labels";

    private long _lastWrite = Stopwatch.GetTimestamp();

    /// <summary>The maximum number of parameters in a network with checkpoints, because a checkpoint is written and read as one byte array.</summary>
    public static int MaxParameterCount => Array.MaxLength / sizeof(float) / TensorNames.Length;

    /// <summary>Checks that checkpoints can be written, without changing one that exists.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="parameters">The number of parameters of the network.</param>
    /// <exception cref="IOException">They cannot.</exception>
    public static void EnsureWritable(string path, long parameters) =>
        AtomicFile.EnsureWritable(path, (long)TensorNames.Length * sizeof(float) * parameters);

    /// <summary>The numbers in a checkpoint.</summary>
    public static long CountOf(int parameters, int validationRows) => ((long)TensorNames.Length * parameters) + (2L * validationRows);

    /// <summary>
    /// The seed of the fit that wrote a checkpoint; <see langword="null"/> if there is no file, or one that <see cref="TryRead"/> will reject.
    /// </summary>
    public static int? SeedIn(string? path) =>
        int.TryParse(IdentityIn(path).GetValueOrDefault("Seed"), CultureInfo.InvariantCulture, out int seed) ? seed : null;

    /// <summary>Whether the fit that wrote a checkpoint had started over without labels; <see langword="false"/> if there is no readable file.</summary>
    public static bool IgnoresLabels(string? path) => IdentityIn(path).ContainsKey(IgnoredLabels);

    /// <summary>Reads the file, if it exists.</summary>
    /// <param name="identity">The identity of the fit to resume.</param>
    /// <param name="best">Receives the best parameters so far.</param>
    /// <param name="state">Receives everything else.</param>
    /// <returns>Whether the file exists.</returns>
    /// <exception cref="InvalidOperationException">The file belongs to another fit, or is not a checkpoint.</exception>
    public bool TryRead(IReadOnlyList<IdentityPart> identity, Span<float> best, FitState state)
    {
        using Stream? stream = ranks.Size == 1 ? Accessing(() => AtomicFile.Open(path)) : CopyOfFirst();
        if (stream is null)
        {
            return false;
        }

        try
        {
            Read(stream, identity, terms, best, state);
            return true;
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException(
                $"The checkpoint '{path}' cannot be resumed. {e.Message} Delete the file to start over, or set another CheckpointPath.", e);
        }
        catch (IOException e)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>Writes the file if it is due, or if the last write was long enough ago.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory for the bytes of the file.</exception>
    public void Write(bool isDue, IReadOnlyList<IdentityPart> identity, ReadOnlySpan<float> best, FitState state)
    {
        if (!ranks.IsFirst || (!isDue && Stopwatch.GetElapsedTime(_lastWrite) < interval))
        {
            return;
        }

        // The interval also passes before a write that failed is tried again.
        _lastWrite = Stopwatch.GetTimestamp();
        var history = new StoredHistory(terms);
        KeyValuePair<string, string>[] metadata =
        [
            new("format", Format),
            new("format_version", Version),
            new("identity", JsonSerializer.Serialize(identity.ToDictionary(part => part.Name, part => part.Text), CheckpointJson.Identity)),
            new("step_count", state.Training.StepCount.ToString(CultureInfo.InvariantCulture)),
            new("progress", JsonSerializer.Serialize(state.Progress, CheckpointJson.Progress)),
            new("start", history.Write(state.Start)),
            new("noise_variance", state.NoiseVariance.ToString("R", CultureInfo.InvariantCulture)),
            new("loss_terms", StoredHistory.WriteTerms(terms)),
            new("epochs", history.Write(state.Epochs)),
            new("dead_units", JsonSerializer.Serialize(state.DeadUnits, CheckpointJson.DeadUnits)),
        ];
        float[] values = [.. best, .. state.Training.Parameters, .. state.Training.FirstMoment, .. state.Training.SecondMoment, .. state.BestRowLosses.Values];
        int[] shape = [best.Length];
        IEnumerable<(string Name, int[] Shape)> tensors = TensorNames.Select(name => (name, shape));
        tensors = state.BestRowLosses.Values.Length == 0 ? tensors : tensors.Append((RowLosses, [state.BestRowLosses.Values.Length]));
        AtomicFile.Write(path, stream => Safetensors.Write(stream, metadata, tensors, values));
    }

    /// <summary>Deletes the file, and the temporary files that killed processes may have left.</summary>
    /// <exception cref="IOException">The file cannot be deleted.</exception>
    public void Delete()
    {
        if (ranks.IsFirst)
        {
            AtomicFile.Delete(path);
        }
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="stream">The bytes of the checkpoint.</param>
    /// <param name="identity">The identity of the fit to resume.</param>
    /// <param name="terms">The loss terms of that fit.</param>
    /// <param name="best">Receives the best parameters so far.</param>
    /// <param name="state">Receives everything else; may be partly changed after an exception.</param>
    /// <exception cref="FormatException">The bytes belong to another fit, or are not a checkpoint.</exception>
    internal static void Read(
        Stream stream, IReadOnlyList<IdentityPart> identity, IReadOnlyList<LossTerm> terms, Span<float> best, FitState state)
    {
        (IReadOnlyDictionary<string, string> metadata, float[][] values) = Open(stream);
        ThrowIfDifferent(IdentityIn(metadata), identity);

        // The loss of a row may be infinite: in single precision, that of a row far from all others overflows.
        if (values[0].Length != best.Length || values[^1].Length != state.BestRowLosses.Values.Length
            || !values.SkipLast(1).All(tensor => TensorPrimitives.IsFiniteAll<float>(tensor)))
        {
            throw new FormatException(
                $"It is damaged: it holds {values[0].Length} parameters and {values[^1].Length} losses of rows, where {best.Length} and "
                + $"{state.BestRowLosses.Values.Length} were expected, or a parameter or moment that is NaN or infinite.");
        }

        values[0].CopyTo(best);
        values[1].CopyTo(state.Training.Parameters);
        values[2].CopyTo(state.Training.FirstMoment);
        values[3].CopyTo(state.Training.SecondMoment);
        values[4].CopyTo(state.BestRowLosses.Values, 0);
        state.NoiseVariance = ReadNoiseVariance(metadata);
        state.Training.StepCount = ReadStepCount(metadata);
        StoredHistory history = ReadTerms(metadata, terms);
        state.Start = history.ReadStart(Entry(metadata, "start"), "start");
        state.Epochs.AddRange(history.ReadEpochs(Entry(metadata, "epochs"), "epochs"));
        state.Progress = ReadProgress(metadata, state.Epochs.Count);
        ReadDeadUnits(metadata, state.DeadUnits.Length).CopyTo(state.DeadUnits, 0);
    }

    /// <summary>The file as the first rank reads it: no other needs to see it. <see langword="null"/> if there is none.</summary>
    private MemoryStream? CopyOfFirst()
    {
        byte[]? bytes = ranks.IsFirst ? Accessing(ReadAll) : null;
        return ranks.Any(bytes is not null) ? new MemoryStream(ranks.OfFirst(bytes ?? []), writable: false) : null;
    }

    private byte[]? ReadAll()
    {
        using FileStream? file = AtomicFile.Open(path);
        if (file is null)
        {
            return null;
        }

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static T Accessing<T>(Func<T> access)
    {
        try
        {
            return access();
        }
        catch (IOException e)
        {
            throw Unreadable(e);
        }
    }

    private static InvalidOperationException Unreadable(IOException fault) =>
        new($"The checkpoint cannot be resumed. {fault.Message} Make it readable, or set another CheckpointPath.", fault);

    /// <returns>The metadata, and the values of each of <see cref="TensorNames"/>, followed by <see cref="RowLosses"/>, which may be empty.</returns>
    private static (IReadOnlyDictionary<string, string> Metadata, float[][] Values) Open(Stream stream)
    {
        IReadOnlyDictionary<string, string> metadata = new Dictionary<string, string>();
        float[][] values = Safetensors.Read(stream, long.MaxValue, (entries, tensors) =>
        {
            metadata = entries;
            if (entries.GetValueOrDefault("format") != Format || entries.GetValueOrDefault("format_version") is not { } version)
            {
                throw new FormatException(
                    $"It is not a checkpoint: its format is {StrictJson.Excerpt(entries.GetValueOrDefault("format") ?? "missing")} instead of {Format}.");
            }

            if (version is not Version)
            {
                throw new FormatException(
                    $"It has version {StrictJson.Excerpt(version)}, but this build resumes version {Version}: a fit with other versions gives another model.");
            }

            string[] names = [.. tensors.Select(tensor => tensor.Name)];
            if (!(names.SequenceEqual(TensorNames) || names.SequenceEqual(TensorNames.Append(RowLosses)))
                || tensors.Take(TensorNames.Length).Any(tensor => tensor.Length != tensors[0].Length))
            {
                throw new FormatException($"It is damaged: its tensors, {StrictJson.Excerpt(string.Join(", ", names))}, are not those of a checkpoint.");
            }

            return TensorNames.Length;
        });
        return (metadata, values);
    }

    /// <summary>Checks that the checkpoint has the loss terms of the fit.</summary>
    private static StoredHistory ReadTerms(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<LossTerm> terms)
    {
        bool isSame = StoredHistory.ReadTerms(Entry(metadata, "loss_terms"), "loss_terms").SequenceEqual(terms);
        return isSame ? new StoredHistory(terms) : throw new FormatException(
            $"It belongs to another fit: the terms of its loss are not {string.Join(", ", terms.Select(term => term.Name))}.");
    }

    private static void ThrowIfDifferent(Dictionary<string, string> found, IReadOnlyList<IdentityPart> expected)
    {
        foreach ((string name, string value, string? difference) in expected)
        {
            string actual = found.GetValueOrDefault(name) ?? "missing";
            if (actual != value)
            {
                throw new FormatException(
                    $"It belongs to another fit: {difference ?? $"{name} is {StrictJson.Excerpt(actual)} in the checkpoint, but {value} in this fit"}.");
            }
        }
    }

    /// <summary>The identity of the fit that wrote a checkpoint; empty if there is no file, or one that <see cref="TryRead"/> will reject.</summary>
    private static Dictionary<string, string> IdentityIn(string? path)
    {
        try
        {
            using FileStream? stream = path is null ? null : AtomicFile.Open(path);
            return stream is null ? [] : IdentityIn(Open(stream).Metadata);
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            return [];
        }
    }

    private static Dictionary<string, string> IdentityIn(IReadOnlyDictionary<string, string> metadata) =>
        StrictJson.Read(Entry(metadata, "identity"), "identity", CheckpointJson.Identity);

    private static long ReadStepCount(IReadOnlyDictionary<string, string> metadata)
    {
        string text = Entry(metadata, "step_count");
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : throw StrictJson.Unreadable(text, "step_count");
    }

    private static double ReadNoiseVariance(IReadOnlyDictionary<string, string> metadata)
    {
        string text = Entry(metadata, "noise_variance");
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double variance) && variance > 0 && double.IsFinite(variance)
            ? variance
            : throw StrictJson.Unreadable(text, "noise_variance");
    }

    private static FitProgress.State ReadProgress(IReadOnlyDictionary<string, string> metadata, int epochs)
    {
        string json = Entry(metadata, "progress");
        FitProgress.State progress = StrictJson.Read(json, "progress", CheckpointJson.Progress);
        return progress.IsConsistentWith(epochs) ? progress : throw StrictJson.Unreadable(json, "progress");
    }

    private static bool[] ReadDeadUnits(IReadOnlyDictionary<string, string> metadata, int count)
    {
        string json = Entry(metadata, "dead_units");
        bool[] dead = StrictJson.Read(json, "dead_units", CheckpointJson.DeadUnits);
        return dead.Length == count ? dead : throw StrictJson.Unreadable(json, "dead_units");
    }

    private static string Entry(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.GetValueOrDefault(key) ?? throw new FormatException($"It is damaged: it has no {key}.");
}
