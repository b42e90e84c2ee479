using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Training;

/// <summary>The state of a fit as a <see cref="Safetensors"/> container, so that a killed fit can be resumed.</summary>
/// <remarks>
/// Four tensors of all parameters each: <c>best</c>, <c>parameters</c>, <c>first_moment</c>, <c>second_moment</c>. The metadata:
/// <code>
/// format          MLNet.Autoencoder.Checkpoint
/// format_version  3, or 2 if the loss has no other terms than those of version 2
/// identity        JSON object: what decides the model's bytes, see FitIdentity
/// step_count      optimiser steps taken
/// progress        JSON object
/// start           JSON object or null: the validation loss before the first epoch
/// loss_terms      in version 3 only, JSON array: name and unit of each term of the loss
/// epochs          JSON array
/// dead_units      JSON array of Booleans
/// </code>
/// A fit that resumes a checkpoint gives the bytes of one that was never stopped. So the version changes when the meaning of a seed changes, and older
/// versions are refused: version 1 had another order of rows.
/// </remarks>
/// <param name="path">The file.</param>
/// <param name="interval">The minimum time between two writes that are not due.</param>
/// <param name="terms">The terms of the loss.</param>
internal sealed class CheckpointFile(string path, TimeSpan interval, IReadOnlyList<LossTerm> terms)
{
    private const string Format = "MLNet.Autoencoder.Checkpoint";
    private const string Version2 = "2";
    private const string Version3 = "3";
    private static readonly string[] TensorNames = ["best", "parameters", "first_moment", "second_moment"];

    private long _lastWrite = Stopwatch.GetTimestamp();

    /// <summary>The most parameters that a network may have: a checkpoint is written and read as one array of bytes.</summary>
    public static int MaxParameterCount => Array.MaxLength / sizeof(float) / TensorNames.Length;

    /// <summary>The seed of the fit whose checkpoint a file is; null where there is no file, or one that <see cref="TryRead"/> will refuse.</summary>
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

    /// <summary>Reads the file, if it is there.</summary>
    /// <param name="identity">Of the fit that is to be resumed.</param>
    /// <param name="best">Receives the best parameters so far.</param>
    /// <param name="state">Receives everything else.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InvalidOperationException">The file is of another fit, or no checkpoint.</exception>
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
                $"The checkpoint '{path}' cannot be resumed. {e.Message} Delete the file to start again, or give another CheckpointPath.", e);
        }
    }

    /// <summary>Writes the file, if it is due or the last write is long enough ago.</summary>
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

    /// <summary>Deletes the file, and what killed processes may have left of writing it.</summary>
    public void Delete() => AtomicFile.Delete(path);

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="stream">Its bytes.</param>
    /// <param name="identity">Of the fit that is to be resumed.</param>
    /// <param name="terms">The terms of its loss.</param>
    /// <param name="best">Receives the best parameters so far.</param>
    /// <param name="state">Receives everything else; partly changed after an exception.</param>
    /// <exception cref="FormatException">The bytes are of another fit, or no checkpoint.</exception>
    internal static void Read(
        Stream stream, IReadOnlyList<KeyValuePair<string, string>> identity, IReadOnlyList<LossTerm> terms, Span<float> best, FitState state)
    {
        (IReadOnlyDictionary<string, string> metadata, float[] values) = Open(stream);
        ThrowIfOther(IdentityIn(metadata), identity);
        int length = best.Length;
        if (values.Length != (long)TensorNames.Length * length || !TensorPrimitives.IsFiniteAll<float>(values))
        {
            throw new FormatException("It is damaged: it is not as large as the network, or holds a parameter or a moment that is NaN or infinite.");
        }

        values.AsSpan(0, length).CopyTo(best);
        values.AsSpan(length, length).CopyTo(state.Training.Parameters);
        values.AsSpan(2 * length, length).CopyTo(state.Training.FirstMoment);
        values.AsSpan(3 * length, length).CopyTo(state.Training.SecondMoment);
        state.Training.StepCount = ReadStepCount(metadata);
        StoredHistory history = ReadTerms(metadata, terms);
        state.Start = history.ReadStart(Fact(metadata, "start"), "start");
        state.Epochs.AddRange(history.ReadEpochs(Fact(metadata, "epochs"), "epochs"));
        state.Progress = ReadProgress(metadata, state.Epochs.Count);
        ReadDeadUnits(metadata, state.DeadUnits.Length).CopyTo(state.DeadUnits, 0);
    }

    private static (IReadOnlyDictionary<string, string> Metadata, float[] Values) Open(Stream stream)
    {
        IReadOnlyDictionary<string, string> metadata = new Dictionary<string, string>();
        float[] values = Safetensors.Read(stream, (facts, tensors) =>
        {
            metadata = facts;
            if (facts.GetValueOrDefault("format") != Format || facts.GetValueOrDefault("format_version") is not { } version)
            {
                throw new FormatException($"It is not a checkpoint: the format {Format} is expected.");
            }

            if (version is not (Version2 or Version3))
            {
                throw new FormatException(
                    $"It is of version {StrictJson.Excerpt(version)}, but this build resumes versions {Version2} and {Version3}: others shuffle rows differently.");
            }

            if (!tensors.Select(tensor => tensor.Name).SequenceEqual(TensorNames) || tensors.Any(tensor => tensor.Length != tensors[0].Length))
            {
                throw new FormatException("It is damaged: its tensors are not those of a checkpoint.");
            }
        });
        return (metadata, values);
    }

    /// <summary>The terms of the fit, which the checkpoint has to have.</summary>
    private static StoredHistory ReadTerms(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<LossTerm> terms)
    {
        bool isSame = Fact(metadata, "format_version") == Version2
            ? StoredHistory.IsVersion2(terms)
            : StoredHistory.ReadTerms(Fact(metadata, "loss_terms"), "loss_terms").SequenceEqual(terms);
        return isSame ? new StoredHistory(terms) : throw new FormatException(
            $"It is of another fit: its loss does not have the terms {string.Join(", ", terms.Select(term => term.Name))}.");
    }

    private static void ThrowIfOther(Dictionary<string, string> found, IReadOnlyList<KeyValuePair<string, string>> expected)
    {
        foreach ((string name, string value) in expected)
        {
            string there = found.GetValueOrDefault(name) ?? "not given";
            if (there != value)
            {
                throw new FormatException($"It is of another fit: {name} is {StrictJson.Excerpt(there)} there and {value} here.");
            }
        }
    }

    private static Dictionary<string, string> IdentityIn(IReadOnlyDictionary<string, string> metadata) =>
        StrictJson.Read<Dictionary<string, string>>(Fact(metadata, "identity"), "identity");

    private static long ReadStepCount(IReadOnlyDictionary<string, string> metadata)
    {
        string text = Fact(metadata, "step_count");
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : throw StrictJson.Unreadable(text, "step_count");
    }

    private static FitProgress.State ReadProgress(IReadOnlyDictionary<string, string> metadata, int epochs)
    {
        string json = Fact(metadata, "progress");
        FitProgress.State progress = StrictJson.Read<FitProgress.State>(json, "progress");
        return progress.IsPossibleAfter(epochs) ? progress : throw StrictJson.Unreadable(json, "progress");
    }

    private static bool[] ReadDeadUnits(IReadOnlyDictionary<string, string> metadata, int count)
    {
        string json = Fact(metadata, "dead_units");
        bool[] dead = StrictJson.Read<bool[]>(json, "dead_units");
        return dead.Length == count ? dead : throw StrictJson.Unreadable(json, "dead_units");
    }

    private static string Fact(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.GetValueOrDefault(key) ?? throw new FormatException($"It is damaged: it has no {key}.");
}
