using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MLNet.Autoencoder.Persistence;

namespace MLNet.Autoencoder.Training;

/// <summary>The state of a fit as a <see cref="Safetensors"/> container, so that a killed fit can go on.</summary>
/// <remarks>
/// Four tensors of all parameters each: <c>best</c>, <c>parameters</c>, <c>first_moment</c>, <c>second_moment</c>. The metadata:
/// <code>
/// format          MLNet.Autoencoder.Checkpoint
/// format_version  1
/// identity        JSON object: what decides the model's bytes, see FitIdentity
/// step_count      optimiser steps taken
/// progress        JSON object
/// start           JSON object or null: the validation loss before the first epoch
/// epochs          JSON array
/// dead_units      JSON array of Booleans
/// </code>
/// </remarks>
/// <param name="path">The file.</param>
/// <param name="interval">The least time between two writes that are not due.</param>
internal sealed class CheckpointFile(string path, TimeSpan interval)
{
    private const string Format = "MLNet.Autoencoder.Checkpoint";
    private const string FormatVersion = "1";

    private long _lastWrite = Stopwatch.GetTimestamp();

    /// <summary>The seed of the fit whose checkpoint a file is; null where there is no file, or one that <see cref="TryRead"/> will refuse.</summary>
    public static int? SeedIn(string? path)
    {
        if (path is null || !File.Exists(path))
        {
            return null;
        }

        try
        {
            Dictionary<string, string> identity = Parse<Dictionary<string, string>>(Open(path).Metadata, "identity");
            return int.TryParse(identity.GetValueOrDefault("Seed"), CultureInfo.InvariantCulture, out int seed) ? seed : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads the file, if it is there.</summary>
    /// <param name="identity">Of the fit that is to go on.</param>
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
            (IReadOnlyDictionary<string, string> metadata, float[] values) = Open(path);
            ThrowIfOther(Parse<Dictionary<string, string>>(metadata, "identity"), identity);
            ReadState(metadata, values, best, state);
            return true;
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException(
                $"The checkpoint '{path}' cannot be gone on from. {e.Message} Delete the file to start afresh, or give another CheckpointPath.", e);
        }
    }

    /// <summary>Writes the file, if it is due or the last write is long enough ago.</summary>
    public void Write(bool isDue, IReadOnlyList<KeyValuePair<string, string>> identity, ReadOnlySpan<float> best, FitState state)
    {
        if (!isDue && Stopwatch.GetElapsedTime(_lastWrite) < interval)
        {
            return;
        }

        KeyValuePair<string, string>[] metadata =
        [
            new("format", Format),
            new("format_version", FormatVersion),
            new("identity", JsonSerializer.Serialize(identity.ToDictionary())),
            new("step_count", state.Training.StepCount.ToString(CultureInfo.InvariantCulture)),
            new("progress", JsonSerializer.Serialize(state.Progress)),
            new("start", JsonSerializer.Serialize(state.Start)),
            new("epochs", JsonSerializer.Serialize(state.Epochs)),
            new("dead_units", JsonSerializer.Serialize(state.DeadUnits)),
        ];
        float[] values = [.. best, .. state.Training.Parameters, .. state.Training.FirstMoment, .. state.Training.SecondMoment];
        int[] shape = [best.Length];
        AtomicFile.Write(path, stream => Safetensors.Write(
            stream, metadata, [("best", shape), ("parameters", shape), ("first_moment", shape), ("second_moment", shape)], values));
        _lastWrite = Stopwatch.GetTimestamp();
    }

    public void Delete() => File.Delete(path);

    private static (IReadOnlyDictionary<string, string> Metadata, float[] Values) Open(string path)
    {
        IReadOnlyDictionary<string, string> metadata = new Dictionary<string, string>();
        using FileStream stream = File.OpenRead(path);
        float[] values = Safetensors.Read(stream, (facts, _) =>
        {
            metadata = facts;
            if (facts.GetValueOrDefault("format") != Format || facts.GetValueOrDefault("format_version") != FormatVersion)
            {
                throw new FormatException($"It is not a checkpoint of this version: {Format} {FormatVersion} is expected.");
            }
        });
        return (metadata, values);
    }

    private static void ThrowIfOther(Dictionary<string, string> found, IReadOnlyList<KeyValuePair<string, string>> expected)
    {
        foreach ((string name, string value) in expected)
        {
            string there = found.GetValueOrDefault(name) ?? "not given";
            if (there != value)
            {
                throw new FormatException($"It is of another fit: {name} is {there} there and {value} here.");
            }
        }
    }

    private static void ReadState(IReadOnlyDictionary<string, string> metadata, float[] values, Span<float> best, FitState state)
    {
        int length = best.Length;
        bool[] dead = Parse<bool[]>(metadata, "dead_units");
        if (values.Length != 4L * length || dead.Length != state.DeadUnits.Length)
        {
            throw new FormatException("It is damaged: it is not as large as the network.");
        }

        values.AsSpan(0, length).CopyTo(best);
        values.AsSpan(length, length).CopyTo(state.Training.Parameters);
        values.AsSpan(2 * length, length).CopyTo(state.Training.FirstMoment);
        values.AsSpan(3 * length, length).CopyTo(state.Training.SecondMoment);
        state.Training.StepCount = Parse<long>(metadata, "step_count");
        state.Progress = Parse<FitProgress.State>(metadata, "progress");
        state.Start = metadata.GetValueOrDefault("start") is null or "null" ? null : Parse<LossTerms>(metadata, "start");
        state.Epochs.AddRange(Parse<TrainingEpoch[]>(metadata, "epochs"));
        dead.CopyTo(state.DeadUnits, 0);
    }

    private static T Parse<T>(IReadOnlyDictionary<string, string> metadata, string key)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(metadata.GetValueOrDefault(key) ?? "null")
                ?? throw new FormatException($"It is damaged: it has no {key}.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"It is damaged: its {key} cannot be read.", e);
        }
    }
}
