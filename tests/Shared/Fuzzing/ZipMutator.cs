using System.Buffers.Binary;

namespace MLNet.Autoencoder.Tests;

/// <summary>A mutated zip file.</summary>
/// <param name="What">What was changed.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Payload">The forged model in it; <see langword="null"/> if only the rest was changed, or bytes that a checksum covers.</param>
internal sealed record ZipMutation(string What, byte[] Bytes, byte[]? Payload);

/// <summary>Changes a zip file of <c>mlContext.Model.Save</c>: the zip itself, ML.NET's parts, or the model in it.</summary>
internal static class ZipMutator
{
    private static readonly long[] Numbers = [0, 1, -1, 2, 127, 128, 255, 256, 65535, 65536, 1 << 20, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    /// <summary>A changed file.</summary>
    /// <param name="zip">A valid file.</param>
    /// <param name="other">Another valid file.</param>
    /// <param name="mutateModel">Changes the model in it.</param>
    /// <param name="random">Decides.</param>
    public static ZipMutation Mutate(byte[] zip, byte[] other, Func<byte[], Random, Mutation> mutateModel, Random random)
    {
        switch (random.Next(12))
        {
            case 0:
                return FlipBits(zip, random);
            case 1:
                int length = random.Next(zip.Length);
                return new($"cut to {length} bytes", zip[..length], Payload: null);
            case 2:
                return ForgeDirectory(zip, random);
            case 3:
                return Rearrange(zip, other, random);
            case 4 or 5 or 6:
                ZipPart[] parts = ZipParts.Of(zip);
                int ours = Array.FindIndex(parts, part => part.IsOurs);
                Mutation mutation = mutateModel(parts[ours].Bytes[parts[ours].Payload], random);
                parts[ours] = parts[ours].WithPayload(mutation.Bytes);
                return new($"model: {mutation.What}", ZipParts.ToBytes(parts), mutation.Bytes);
            default:
                return ChangeEntry(zip, random);
        }
    }

    private static T Any<T>(IReadOnlyList<T> choices, Random random) => choices[random.Next(choices.Count)];

    private static ZipMutation FlipBits(byte[] zip, Random random)
    {
        byte[] bytes = [.. zip];
        int[] places = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(bytes.Length))];
        Array.ForEach(places, place => bytes[place] ^= (byte)(1 << random.Next(8)));
        return new($"bits flipped in bytes {string.Join(", ", places)}", bytes, Payload: null);
    }

    /// <summary>Changes a number in the directory at the end of the file: version, flags, method, time, checksum, sizes, lengths, offsets.</summary>
    private static ZipMutation ForgeDirectory(byte[] zip, Random random)
    {
        byte[] bytes = [.. zip];
        int directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
        int at = random.Next(directory + 4, zip.Length - 4);
        long number = Any(Numbers, random);
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)number);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), (uint)number);
        }

        return new($"{number} at {at - directory} of the directory", bytes, Payload: null);
    }

    private static ZipMutation Rearrange(byte[] zip, byte[] other, Random random)
    {
        List<ZipPart> parts = [.. ZipParts.Of(zip)];
        int at = random.Next(parts.Count), with = random.Next(parts.Count);
        ZipPart part = parts[at];
        string what;
        switch (random.Next(7))
        {
            case 0:
                what = "left out";
                parts.RemoveAt(at);
                break;
            case 1:
                what = "twice";
                parts.Add(part);
                break;
            case 2:
                what = $"swapped with {parts[with].Name}";
                (parts[at], parts[with]) = (part with { Bytes = parts[with].Bytes }, parts[with] with { Bytes = part.Bytes });
                break;
            case 3:
                string name = Any(["../x", "/x", "TransformerChain", "Model.key", "", "a\\b", "TrainingInfo/", part.Name.ToUpperInvariant(), new string('n', 5000)], random);
                what = $"renamed to {name[..Math.Min(20, name.Length)]}";
                parts[at] = part with { Name = name.Length == 0 ? " " : name };
                break;
            case 4:
                int zeros = random.Next(1 << 16, 1 << 24);
                what = $"followed by {zeros} zeros";
                parts[at] = part with { Bytes = [.. part.Bytes, .. new byte[zeros]] };
                break;
            case 5:
                ZipPart taken = Any(ZipParts.Of(other), random);
                what = $"replaced by {taken.Name} of another file";
                parts[at] = part with { Bytes = taken.Bytes };
                break;
            default:
                what = "joined by the entries of another file";
                parts.AddRange(ZipParts.Of(other).Where(entry => random.Next(2) == 0));
                break;
        }

        return new($"{part.Name} {what}", ZipParts.ToBytes(parts), Payload: null);
    }

    /// <summary>Changes what ML.NET wrote in an entry: its header, its trailer, or an entry that is all its own.</summary>
    private static ZipMutation ChangeEntry(byte[] zip, Random random)
    {
        ZipPart[] parts = ZipParts.Of(zip);
        int index = random.Next(parts.Length);
        if (parts[index].Bytes.Length == 0)
        {
            return new("nothing", zip, Payload: null);
        }

        byte[] bytes = [.. parts[index].Bytes];
        (int start, int end) = (bytes.Length, bytes.Length);
        if (parts[index].IsOurs)
        {
            (start, int payload) = parts[index].Payload.GetOffsetAndLength(bytes.Length);
            end = start + payload;
        }

        int own = start + (bytes.Length - end);
        int at = random.Next(own);
        at = at < start ? at : at - start + end;
        string what;
        switch (random.Next(6))
        {
            case 0:
                int length = random.Next(bytes.Length);
                (what, bytes) = ($"cut to {length} bytes", bytes[..length]);
                break;
            case 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                what = $"a bit flipped in byte {at}";
                break;
            case 2:
                bytes[at] = (byte)Any(Numbers, random);
                what = $"{bytes[at]} in byte {at}";
                break;
            default:
                long number = Any(Numbers, random);
                int size = Math.Min(Any([2, 4, 8], random), bytes.Length - at);
                BitConverter.GetBytes(number).AsSpan(0, size).CopyTo(bytes.AsSpan(at));
                what = $"{number} in {size} bytes at {at}";
                break;
        }

        parts[index] = parts[index] with { Bytes = bytes };
        return new($"{parts[index].Name}: {what}", ZipParts.ToBytes(parts), Payload: null);
    }
}
