using System.Text.RegularExpressions;

namespace MLNet.Autoencoder.Tests;

/// <summary>A complete file and its mutations.</summary>
internal sealed partial class Specimen
{
    private const int Depth = 2000;

    /// <summary>Replacements for a true value: too large, too small, of another type, or empty.</summary>
    private static readonly string[] Lies =
    [
        "0", "1", "-1", "2", "3", "0.5", "1e30", "1e39", "1e999", "-1e999", "NaN", "Infinity", "255", "65536", "2147483647", "-2147483648", "4294967296",
        "9223372036854775807", "99999999999999999999", "null", "true", "{}", "[]", "[0]", "[[]]", "[null]", "\"\"", "\"Gaussian\"", "\"TopK\"", "\"F64\"",
    ];

    private readonly string _header;
    private readonly Match[] _numbers;
    private readonly Match[] _properties;

    public Specimen(byte[] bytes)
    {
        Bytes = bytes;
        _header = FileBytes.Header(bytes);
        _numbers = [.. (IEnumerable<Match>)Number().Matches(_header)];
        _properties = [.. (IEnumerable<Match>)Property().Matches(_header)];
    }

    public byte[] Bytes { get; }

    /// <summary>Every prefix whose length is a multiple of 64, with the checksum as it is and corrected.</summary>
    public IEnumerable<Mutation> Cuts() => Enumerable.Range(0, (Bytes.Length + 63) / 64)
        .SelectMany(i => (Mutation[])[new($"cut at {64 * i}", Bytes[..(64 * i)], IsSealed: false), new($"cut at {64 * i}", Bytes[..(64 * i)], IsSealed: true)]);

    /// <summary>One of the other mutations.</summary>
    /// <param name="seed">Decides which one; the same seed gives the same mutation.</param>
    /// <param name="other">A file to take parts from.</param>
    public Mutation Mutate(int seed, Specimen other)
    {
        var random = new Random(seed);
        (string what, byte[] bytes) = random.Next(14) switch
        {
            0 => FlipBits(random, Bytes.Length),
            1 => FlipBits(random, Bytes.Length - FileBytes.Data(Bytes).Length),
            2 => Overwrite(random),
            3 => Lengthen(random),
            4 => ClaimLength(random),
            5 => TakeFrom(other, random),
            6 => SwapNumbers(random),
            7 => ReplaceNumber(random),
            8 => ReplaceValue(random),
            9 => Repeat(random),
            10 => LeaveOut(random),
            11 => Rename(random),
            12 => AddUnknown(random),
            _ => Nest(random),
        };
        bool isSealed = random.Next(3) > 0;
        return new Mutation(what, isSealed ? FileBytes.Sealed(bytes) : bytes, isSealed);
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?([eE][-+]?\d+)?")]
    private static partial Regex Number();

    /// <summary>A property of the header, or of JSON in one of its strings, where a quote is written as its character code.</summary>
    [GeneratedRegex("""(?<quote>"|\\u0022)(?<name>[\w.]+)\k<quote>:(?<value>"[^"]*"|\\u0022((?!\\u0022)[^"])*\\u0022|\[[^\[\]"]*\]|\{[^{}]*\}|[-\w.+]+)""")]
    private static partial Regex Property();

    private static T Any<T>(IReadOnlyList<T> choices, Random random) => choices[random.Next(choices.Count)];

    private (string What, byte[] Bytes) FlipBits(Random random, int end)
    {
        byte[] bytes = [.. Bytes];
        int[] places = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(end))];
        Array.ForEach(places, place => bytes[place] ^= (byte)(1 << random.Next(8)));
        return ($"bits flipped in bytes {string.Join(", ", places)}", bytes);
    }

    /// <summary>Overwrites a value of a tensor with an unusual number.</summary>
    private (string What, byte[] Bytes) Overwrite(Random random)
    {
        float value = Any([float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -1e20f, float.Epsilon, -0f, 0f, 1e3f], random);
        byte[] bytes = [.. Bytes];
        int start = bytes.Length - (4 * random.Next(1, (FileBytes.Data(Bytes).Length / 4) + 1));
        BitConverter.GetBytes(value).CopyTo(bytes, start);
        return ($"{value} in bytes {start} to {start + 3}", bytes);
    }

    private (string What, byte[] Bytes) Lengthen(Random random)
    {
        int place = random.Next(2) == 0 ? Bytes.Length : random.Next(Bytes.Length);
        byte[] more = new byte[random.Next(1, 100)];
        random.NextBytes(more);
        return ($"{more.Length} bytes inserted at {place}", [.. Bytes[..place], .. more, .. Bytes[place..]]);
    }

    private (string What, byte[] Bytes) ClaimLength(Random random)
    {
        long honest = BitConverter.ToInt64(Bytes);
        long claimed = Any([0, 1, 90, honest - 8, honest + 8, Bytes.Length, 99_999_999, int.MaxValue, long.MaxValue, -1, long.MinValue], random);
        return ($"a header of {claimed} bytes claimed", [.. BitConverter.GetBytes(claimed), .. Bytes[8..]]);
    }

    private (string What, byte[] Bytes) TakeFrom(Specimen other, Random random)
    {
        int length = random.Next(1, Math.Min(Bytes.Length, other.Bytes.Length));
        int place = random.Next(Bytes.Length - length), from = random.Next(other.Bytes.Length - length);
        byte[] bytes = [.. Bytes];
        other.Bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(place));
        return ($"{length} bytes at {place} taken from another file at {from}", bytes);
    }

    /// <summary>Swaps two numbers: offsets, sizes, counts or weights.</summary>
    private (string What, byte[] Bytes) SwapNumbers(Random random)
    {
        Match one = Any(_numbers, random), two = Any(_numbers, random);
        (one, two) = one.Index <= two.Index ? (one, two) : (two, one);
        return one.Index == two.Index ? ("nothing", Bytes) : Edited(
            $"{one.Value} at {one.Index} and {two.Value} at {two.Index} swapped",
            _header[..one.Index] + two.Value + _header[(one.Index + one.Length)..two.Index] + one.Value + _header[(two.Index + two.Length)..]);
    }

    private (string What, byte[] Bytes) ReplaceNumber(Random random) => Replace(Any(_numbers, random), Any(Lies, random));

    private (string What, byte[] Bytes) ReplaceValue(Random random)
    {
        Match property = Any(_properties, random);
        Group value = property.Groups["value"];
        string lie = Any(Lies, random);
        return Replace(value, value.Value[0] == '"' && random.Next(4) > 0 ? $"\"{Escaped(lie)}\"" : lie.Replace("\"", property.Groups["quote"].Value, StringComparison.Ordinal));
    }

    private (string What, byte[] Bytes) Repeat(Random random)
    {
        Match property = Any(_properties, random);
        return Insert(property, $"{property.Value},");
    }

    private (string What, byte[] Bytes) LeaveOut(Random random)
    {
        Match property = Any(_properties, random);
        bool isFirst = _header[property.Index - 1] != ',';
        return Edited($"{property.Value} at {property.Index} left out", _header.Remove(property.Index - (isFirst ? 0 : 1), property.Length + 1));
    }

    private (string What, byte[] Bytes) Rename(Random random)
    {
        Match property = Any(_properties, random);
        return Replace(property.Groups["name"], random.Next(2) == 0 ? Any(_properties, random).Groups["name"].Value : "surprise");
    }

    private (string What, byte[] Bytes) AddUnknown(Random random)
    {
        Match property = Any(_properties, random);
        string quote = property.Groups["quote"].Value;
        return Insert(property, $"{quote}surprise{quote}:{Any(["1", "null", "{}", "[1,2]", $"{quote}{quote}"], random)},");
    }

    private (string What, byte[] Bytes) Nest(Random random)
    {
        Match property = Any(_properties, random);
        string quote = property.Groups["quote"].Value;
        (string open, string close) = random.Next(2) == 0 ? ("[", "]") : ($"{{{quote}a{quote}:", "}");
        string nested = string.Concat(Enumerable.Repeat(open, Depth)) + "0" + string.Concat(Enumerable.Repeat(close, Depth));
        Group value = property.Groups["value"];
        return value.Value[0] == '"' ? Replace(value, $"\"{Escaped(nested)}\"") : Replace(value, nested);
    }

    private static string Escaped(string json) => json.Replace("\"", "\\u0022", StringComparison.Ordinal);

    private (string What, byte[] Bytes) Replace(Capture part, string text) => Edited(
        $"{part.Value} at {part.Index} replaced by {text[..Math.Min(40, text.Length)]}", _header[..part.Index] + text + _header[(part.Index + part.Length)..]);

    private (string What, byte[] Bytes) Insert(Match before, string text) => Edited($"{text} inserted at {before.Index}", _header.Insert(before.Index, text));

    private (string What, byte[] Bytes) Edited(string what, string header) => (what, FileBytes.WithHeader(Bytes, header));
}

/// <summary>A mutated file.</summary>
/// <param name="What">What was changed.</param>
/// <param name="Bytes">The file.</param>
/// <param name="IsSealed">Whether the checksum was corrected afterwards.</param>
internal sealed record Mutation(string What, byte[] Bytes, bool IsSealed);
