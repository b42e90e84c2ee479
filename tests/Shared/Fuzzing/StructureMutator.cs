using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MLNet.Autoencoder.Tests;

/// <summary>
/// Changes a model file or checkpoint in ways that keep it well formed: what is wrong with the result is what it says, not how it is written. Several
/// changes may add up.
/// </summary>
internal static class StructureMutator
{
    // Larger files only cost time.
    private const long MaxBytes = 32 << 20;

    private static readonly float[] Values =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, 1e30f, -1e20f, 1e19f, float.Epsilon, -float.Epsilon,
        1e-39f, 1e-38f, 1e-30f, -0f, 0f, 1f, -1f, 1e3f, 88.8f, -104f,
    ];

    private static readonly Func<ParsedFile, ParsedFile, Random, string>[] Changes =
    [
        MutateJson, MutateJson, MutateJson, TakeMetadata, MoveMetadata, Rename, Reorder, Reshape, Forge, Resize, Resize, Resize, SetValues, SetValues, SetValues,
        ScaleValues, TakeTensor, TakeTensors,
    ];

    /// <summary>A changed file.</summary>
    /// <param name="bytes">A valid file.</param>
    /// <param name="other">Another valid file to take parts from.</param>
    /// <param name="random">Decides.</param>
    public static Mutation Mutate(byte[] bytes, byte[] other, Random random)
    {
        ParsedFile file = ParsedFile.Of(bytes), donor = ParsedFile.Of(other);
        var what = new List<string>();
        for (int changes = 1 + (random.Next(3) == 0 ? random.Next(1, 4) : 0); changes > 0; changes--)
        {
            what.Add(Any(Changes, random)(file, donor, random));
        }

        byte[] result = file.ToBytes();
        if (random.Next(12) == 0)
        {
            int length = random.Next(result.Length);
            (string cut, result) = random.Next(2) == 0
                ? ($"cut to {length} bytes", result[..length])
                : ($"extended by {length} bytes", [.. result, .. result[..length]]);
            what.Add(cut);
        }

        bool isSealed = random.Next(8) > 0;
        return new Mutation(string.Join("; ", what), isSealed ? FileBytes.Sealed(result) : result, isSealed);
    }

    private static T Any<T>(IReadOnlyList<T> choices, Random random) => choices[random.Next(choices.Count)];

    private static string MutateJson(ParsedFile file, ParsedFile other, Random random)
    {
        if (file.Metadata.Count == 0)
        {
            return "nothing";
        }

        int at = random.Next(file.Metadata.Count);
        (string key, string value) = file.Metadata[at];
        string mutated = JsonMutator.Mutate(value, random);
        file.Metadata[at] = (key, mutated);
        return $"{key} = {Excerpt(mutated)}";
    }

    private static string TakeMetadata(ParsedFile file, ParsedFile other, Random random)
    {
        if (other.Metadata.Count == 0)
        {
            return "nothing";
        }

        (string key, string value) = Any(other.Metadata, random);
        int at = file.Metadata.FindIndex(entry => entry.Key == key);
        if (at < 0)
        {
            file.Metadata.Add((key, value));
        }
        else
        {
            file.Metadata[at] = (key, value);
        }

        return $"{key} of another file, {Excerpt(value)}";
    }

    private static string MoveMetadata(ParsedFile file, ParsedFile other, Random random)
    {
        if (file.Metadata.Count == 0)
        {
            return "nothing";
        }

        int at = random.Next(file.Metadata.Count);
        (string key, string value) = file.Metadata[at];
        switch (random.Next(4))
        {
            case 0:
                file.Metadata.RemoveAt(at);
                return $"{key} left out";
            case 1:
                file.Metadata.Insert(0, (key, value));
                return $"{key} twice";
            case 2:
                file.Metadata.RemoveAt(at);
                file.Metadata.Insert(random.Next(file.Metadata.Count + 1), (key, value));
                return $"{key} moved";
            default:
                string name = random.Next(2) == 0 ? Any(file.Metadata, random).Key : "surprise";
                file.Metadata[at] = (name, value);
                return $"{key} renamed to {name}";
        }
    }

    private static string Rename(ParsedFile file, ParsedFile other, Random random) => ChangeTensor(file, random, tensor =>
    {
        string name = random.Next(2) == 0 ? Any(file.Tensors, random).Name : tensor.Name + ".x";
        return (tensor with { Name = name }, $"renamed to {name}");
    });

    private static string Reorder(ParsedFile file, ParsedFile other, Random random)
    {
        if (file.Tensors.Count == 0)
        {
            return "nothing";
        }

        int at = random.Next(file.Tensors.Count);
        ParsedTensor tensor = file.Tensors[at];
        if (random.Next(4) == 0)
        {
            file.Tensors.Insert(at, tensor);
            return $"{tensor.Name} twice";
        }

        file.Tensors.RemoveAt(at);
        if (random.Next(3) == 0)
        {
            return $"{tensor.Name} left out";
        }

        file.Tensors.Insert(random.Next(file.Tensors.Count + 1), tensor);
        return $"{tensor.Name} moved";
    }

    private static string Reshape(ParsedFile file, ParsedFile other, Random random) => ChangeTensor(file, random, tensor =>
    {
        long[] shape = [.. tensor.Shape];
        switch (random.Next(5))
        {
            case 0:
                Array.Reverse(shape);
                break;
            case 1:
                shape = [tensor.Data.Length / 4];
                break;
            case 2:
                shape = [.. shape, 1];
                break;
            case 3 when shape.Length > 0:
                shape[random.Next(shape.Length)] = Any([0L, 1, 2, -1, 1 << 18, 1 << 22, int.MaxValue, 1L << 32, long.MaxValue], random);
                break;
            default:
                shape = [.. shape.Select(size => size + random.Next(-1, 2))];
                break;
        }

        long bytes = 4;
        bool fits = shape.All(size => size >= 0 && (size == 0 || bytes <= MaxBytes / size) && (bytes *= size) >= 0) && shape.Length <= 2;
        return fits && random.Next(2) == 0
            ? (tensor.Resized(shape), $"of shape [{string.Join(',', shape)}]")
            : (tensor with { Shape = shape }, $"claims shape [{string.Join(',', shape)}]");
    });

    private static string Forge(ParsedFile file, ParsedFile other, Random random) => ChangeTensor(file, random, tensor =>
    {
        long error = Any([-4L, 4, 1, -1, 1 << 20, int.MaxValue, long.MaxValue / 2, long.MinValue / 2], random);
        return random.Next(3) switch
        {
            0 => (tensor with { ForgedBegin = error }, $"begins {error} bytes wrong"),
            1 => (tensor with { ForgedEnd = error }, $"ends {error} bytes wrong"),
            _ => (tensor with { Type = Any(["F64", "f32", "", "I32", "BF16"], random) }, "has another type"),
        };
    });

    /// <summary>Changes a dimension of the network wherever it occurs: in the metadata and in every tensor.</summary>
    private static string Resize(ParsedFile file, ParsedFile other, Random random)
    {
        string key = Any(["input_dimension", "latent_dimension", "hidden_layers"], random);
        int at = file.Metadata.FindIndex(entry => entry.Key == key);
        if (at < 0 || Numbers(file.Metadata[at].Value) is not { Length: > 0 } sizes)
        {
            return "nothing";
        }

        int index = random.Next(sizes.Length);
        long from = sizes[index];
        long to = random.Next(20) == 0
            ? Any([1L << 16, 1 << 18, (1 << 20) + 1], random)
            : Any([1L, 2, from - 1, from + 1, 2 * from, 63, 257, 4099], random);
        ParsedTensor[] tensors = [.. file.Tensors];
        ParsedTensor Resized(ParsedTensor tensor) => tensor.Resized([.. tensor.Shape.Select(size => size == from ? to : size)]);
        double bytes = tensors.Sum(tensor => 4 * tensor.Shape.Aggregate(1.0, (product, size) => product * (size == from ? to : size)));
        if (to < 1 || bytes > MaxBytes || tensors.Any(tensor => tensor.Shape.Any(size => size < 0)))
        {
            return "nothing";
        }

        sizes[index] = to;
        file.Metadata[at] = (key, key == "hidden_layers" ? JsonSerializer.Serialize(sizes) : to.ToString(CultureInfo.InvariantCulture));
        file.Tensors.Clear();
        file.Tensors.AddRange(tensors.Select(Resized));
        return $"{key}[{index}] = {to} instead of {from}, everywhere";
    }

    private static string SetValues(ParsedFile file, ParsedFile other, Random random) => ChangeTensor(file, random, tensor =>
    {
        float value = Any(Values, random);
        byte[] data = [.. tensor.Data];
        Span<float> values = MemoryMarshal.Cast<byte, float>(data.AsSpan());
        int first = random.Next(3) == 0 || values.Length == 0 ? 0 : random.Next(values.Length);
        int count = first == 0 ? values.Length : Math.Min(random.Next(1, 4), values.Length - first);
        values.Slice(first, count).Fill(value);
        return (tensor with { Data = data }, $"values {first} to {first + count - 1} = {value.ToString(CultureInfo.InvariantCulture)}");
    });

    private static string ScaleValues(ParsedFile file, ParsedFile other, Random random) => ChangeTensor(file, random, tensor =>
    {
        float factor = Any([-1f, 1e3f, 1e10f, 1e30f, 1e-10f, 1e-30f, 1e-38f], random);
        byte[] data = [.. tensor.Data];
        foreach (ref float value in MemoryMarshal.Cast<byte, float>(data.AsSpan()))
        {
            value *= factor;
        }

        return (tensor with { Data = data }, $"times {factor.ToString(CultureInfo.InvariantCulture)}");
    });

    private static string TakeTensor(ParsedFile file, ParsedFile other, Random random)
    {
        if (other.Tensors.Count == 0)
        {
            return "nothing";
        }

        ParsedTensor tensor = Any(other.Tensors, random);
        int at = file.Tensors.FindIndex(own => own.Name == tensor.Name);
        if (at >= 0)
        {
            file.Tensors[at] = tensor;
        }
        else
        {
            file.Tensors.Insert(random.Next(file.Tensors.Count + 1), tensor);
        }

        return $"{tensor.Name} of another file";
    }

    /// <summary>The network of another file, with the metadata of this one, except perhaps the dimensions.</summary>
    private static string TakeTensors(ParsedFile file, ParsedFile other, Random random)
    {
        file.Tensors.Clear();
        file.Tensors.AddRange(other.Tensors);
        string[] keys = random.Next(3) == 0 ? [] : ["input_dimension", "latent_dimension", "hidden_layers", "kind"];
        foreach ((string key, string value) in other.Metadata.Where(entry => keys.Contains(entry.Key)))
        {
            int at = file.Metadata.FindIndex(entry => entry.Key == key);
            if (at >= 0)
            {
                file.Metadata[at] = (key, value);
            }
        }

        return $"all tensors of another file, with {(keys.Length == 0 ? "the old description" : "their description")}";
    }

    private static string ChangeTensor(ParsedFile file, Random random, Func<ParsedTensor, (ParsedTensor, string)> change)
    {
        if (file.Tensors.Count == 0)
        {
            return "nothing";
        }

        int at = random.Next(file.Tensors.Count);
        (ParsedTensor changed, string what) = change(file.Tensors[at]);
        string name = file.Tensors[at].Name;
        file.Tensors[at] = changed;
        return $"{name} {what}";
    }

    private static long[]? Numbers(string json)
    {
        try
        {
            return json.StartsWith('[') ? JsonSerializer.Deserialize<long[]>(json) : [JsonSerializer.Deserialize<long>(json)];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Excerpt(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
