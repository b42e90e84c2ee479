using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Training;

/// <summary>The state of a fit in a <see cref="Safetensors"/> container, from which an unfinished fit can be resumed.</summary>
/// <remarks>
/// The file holds four tensors, each the size of all parameters: <c>best</c>, <c>parameters</c>, <c>first_moment</c> and <c>second_moment</c>. The
/// metadata:
/// <code>
/// format          MLNet.Autoencoder.Checkpoint
/// format_version  3, or 2 if the loss has only terms that version 2 knows
/// identity        JSON object: what determines the model's bytes, see FitIdentity
/// step_count      number of optimizer steps taken
/// progress        JSON object
/// start           JSON object or null: the validation loss before the first epoch
/// loss_terms      in version 3 only, JSON array: name and unit of each loss term
/// epochs          JSON array
/// dead_units      JSON array of Booleans
/// </code>
/// A fit that resumes from a checkpoint gives the same bytes as one that never stopped. For this reason, the version changes when a seed comes to
/// give another model, and earlier versions are rejected: version 1 shuffled rows differently.
/// </remarks>
/// <param name="path">The path of the file.</param>
/// <param name="interval">The minimum time between two writes, unless a write is due.</param>
/// <param name="terms">The terms of the loss.</param>
internal sealed class CheckpointFile(string path, TimeSpan interval, IReadOnlyList<LossTerm> terms)
{
    private const string Format = "MLNet.Autoencoder.Checkpoint";
    private const string Version2 = "2";
    private const string Version3 = "3";
    private static readonly string[] TensorNames = ["best", "parameters", "first_moment", "second_moment"];

    private long _lastWrite = Stopwatch.GetTimestamp();

    /// <summary>The maximum number of parameters in a network with checkpoints, because a checkpoint is written and read as one byte array.</summary>
    public static int MaxParameterCount => Array.MaxLength / sizeof(float) / TensorNames.Length;

    /// <summary>
    /// The seed of the fit that wrote a checkpoint; <see langword="null"/> if there is no file, or one that <see cref="TryRead"/> will reject.
    /// </summary>
    public static int? SeedIn(string? path)
    {
        if (path is null || !File.Exists(path))
        {
            return null;
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            Dictionary<string, string> identity = IdentityIn(Open(stream).Metadata);
            return int.TryParse(identity.GetValueOrDefault("Seed"), CultureInfo.InvariantCulture, out int seed) ? seed : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads the file, if it exists.</summary>
    /// <param name="identity">The identity of the fit to resume.</param>
    /// <param name="best">Receives the best parameters so far.</param>
    /// <param name="state">Receives everything else.</param>
    /// <returns>Whether the file exists.</returns>
    /// <exception cref="InvalidOperationException">The file belongs to another fit, or is not a checkpoint.</exception>
    public bool TryRead(IReadOnlyList<KeyValuePair<string, string>> identity, Span<float> best, FitState state)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using FileStream stream = File.OpenRead(path);
            Read(stream, identity, terms, best, state);
            return true;
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException(
                $"The checkpoint '{path}' cannot be resumed. {e.Message} Delete the file to start over, or set another CheckpointPath.", e);
        }
    }

    /// <summary>Writes the file if it is due, or if the last write was long enough ago.</summary>
    public void Write(bool isDue, IReadOnlyList<KeyValuePair<string, string>> identity, ReadOnlySpan<float> best, FitState state)
    {
        if (!isDue && Stopwatch.GetElapsedTime(_lastWrite) < interval)
        {
            return;
        }

        bool isVersion2 = StoredHistory.IsVersion2(terms);
        var history = new StoredHistory(terms);
        KeyValuePair<string, string>[] metadata =
        [
            new("format", Format),
            new("format_version", isVersion2 ? Version2 : Version3),
            new("identity", JsonSerializer.Serialize(identity.ToDictionary())),
            new("step_count", state.Training.StepCount.ToString(CultureInfo.InvariantCulture)),
            new("progress", JsonSerializer.Serialize(state.Progress)),
            new("start", history.Write(state.Start)),
            .. isVersion2 ? [] : (KeyValuePair<string, string>[])[new("loss_terms", StoredHistory.WriteTerms(terms))],
            new("epochs", history.Write(state.Epochs)),
            new("dead_units", JsonSerializer.Serialize(state.DeadUnits)),
        ];
        float[] values = [.. best, .. state.Training.Parameters, .. state.Training.FirstMoment, .. state.Training.SecondMoment];
        int[] shape = [best.Length];
        AtomicFile.Write(path, stream => Safetensors.Write(stream, metadata, TensorNames.Select(name => (name, shape)), values));
        _lastWrite = Stopwatch.GetTimestamp();
    }

    /// <summary>Deletes the file, and the temporary files that killed processes may have left.</summary>
    public void Delete() => AtomicFile.Delete(path);

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="stream">The bytes of the checkpoint.</param>
    /// <param name="identity">The identity of the fit to resume.</param>
    /// <param name="terms">The loss terms of that fit.</param>
    /// <param name="best">Receives the best parameters so far.</param>
    /// <param name="state">Receives everything else; may be partly changed after an exception.</param>
    /// <exception cref="FormatException">The bytes belong to another fit, or are not a checkpoint.</exception>
    internal static void Read(
        Stream stream, IReadOnlyList<KeyValuePair<string, string>> identity, IReadOnlyList<LossTerm> terms, Span<float> best, FitState state)
    {
        (IReadOnlyDictionary<string, string> metadata, float[] values) = Open(stream);
        ThrowIfDifferent(IdentityIn(metadata), identity);
        int length = best.Length;
        if (values.Length != (long)TensorNames.Length * length || !TensorPrimitives.IsFiniteAll<float>(values))
        {
            throw new FormatException("It is damaged: its size does not match the network, or it holds a parameter or moment that is NaN or infinite.");
        }

        values.AsSpan(0, length).CopyTo(best);
        values.AsSpan(length, length).CopyTo(state.Training.Parameters);
        values.AsSpan(2 * length, length).CopyTo(state.Training.FirstMoment);
        values.AsSpan(3 * length, length).CopyTo(state.Training.SecondMoment);
        state.Training.StepCount = ReadStepCount(metadata);
        StoredHistory history = ReadTerms(metadata, terms);
        state.Start = history.ReadStart(Entry(metadata, "start"), "start");
        state.Epochs.AddRange(history.ReadEpochs(Entry(metadata, "epochs"), "epochs"));
        state.Progress = ReadProgress(metadata, state.Epochs.Count);
        ReadDeadUnits(metadata, state.DeadUnits.Length).CopyTo(state.DeadUnits, 0);
    }

    private static (IReadOnlyDictionary<string, string> Metadata, float[] Values) Open(Stream stream)
    {
        IReadOnlyDictionary<string, string> metadata = new Dictionary<string, string>();
        float[] values = Safetensors.Read(stream, (entries, tensors) =>
        {
            metadata = entries;
            if (entries.GetValueOrDefault("format") != Format || entries.GetValueOrDefault("format_version") is not { } version)
            {
                throw new FormatException($"It is not a checkpoint, which has the format {Format}.");
            }

            if (version is not (Version2 or Version3))
            {
                throw new FormatException(
                    $"It has version {StrictJson.Excerpt(version)}, but this build resumes versions {Version2} and {Version3}. "
                    + "Other versions shuffle rows differently.");
            }

            if (!tensors.Select(tensor => tensor.Name).SequenceEqual(TensorNames) || tensors.Any(tensor => tensor.Length != tensors[0].Length))
            {
                throw new FormatException("It is damaged: its tensors are not those of a checkpoint.");
            }
        });
        return (metadata, values);
    }

    /// <summary>Checks that the checkpoint has the loss terms of the fit.</summary>
    private static StoredHistory ReadTerms(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<LossTerm> terms)
    {
        bool isSame = Entry(metadata, "format_version") == Version2
            ? StoredHistory.IsVersion2(terms)
            : StoredHistory.ReadTerms(Entry(metadata, "loss_terms"), "loss_terms").SequenceEqual(terms);
        return isSame ? new StoredHistory(terms) : throw new FormatException(
            $"It belongs to another fit: the terms of its loss are not {string.Join(", ", terms.Select(term => term.Name))}.");
    }

    private static void ThrowIfDifferent(Dictionary<string, string> found, IReadOnlyList<KeyValuePair<string, string>> expected)
    {
        foreach ((string name, string value) in expected)
        {
            string actual = found.GetValueOrDefault(name) ?? "missing";
            if (actual != value)
            {
                throw new FormatException(
                    $"It belongs to another fit: {name} is {StrictJson.Excerpt(actual)} in the checkpoint, but {value} in this fit.");
            }
        }
    }

    private static Dictionary<string, string> IdentityIn(IReadOnlyDictionary<string, string> metadata) =>
        StrictJson.Read<Dictionary<string, string>>(Entry(metadata, "identity"), "identity");

    private static long ReadStepCount(IReadOnlyDictionary<string, string> metadata)
    {
        string text = Entry(metadata, "step_count");
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : throw StrictJson.Unreadable(text, "step_count");
    }

    private static FitProgress.State ReadProgress(IReadOnlyDictionary<string, string> metadata, int epochs)
    {
        string json = Entry(metadata, "progress");
        FitProgress.State progress = StrictJson.Read<FitProgress.State>(json, "progress");
        return progress.IsConsistentWith(epochs) ? progress : throw StrictJson.Unreadable(json, "progress");
    }

    private static bool[] ReadDeadUnits(IReadOnlyDictionary<string, string> metadata, int count)
    {
        string json = Entry(metadata, "dead_units");
        bool[] dead = StrictJson.Read<bool[]>(json, "dead_units");
        return dead.Length == count ? dead : throw StrictJson.Unreadable(json, "dead_units");
    }

    private static string Entry(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.GetValueOrDefault(key) ?? throw new FormatException($"It is damaged: it has no {key}.");
}
