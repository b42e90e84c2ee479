using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace MLNet.Autoencoder.Tests;

/// <summary>Takes zip files of <c>mlContext.Model.Save</c> apart and puts them together again.</summary>
internal static class ZipParts
{
    /// <summary>The entries of a valid file.</summary>
    public static ZipPart[] Of(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return [.. archive.Entries.Select(Read)];
    }

    /// <summary>A zip file with these entries.</summary>
    public static byte[] ToBytes(IEnumerable<ZipPart> parts)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipPart part in parts)
            {
                using Stream stream = zip.CreateEntry(part.Name).Open();
                stream.Write(part.Bytes);
            }
        }

        return file.ToArray();
    }

    /// <summary>The file with zeros after its largest entry, which take a thousandth of their number.</summary>
    public static byte[] Bomb(byte[] zip, int zeros)
    {
        ZipPart[] parts = Of(zip);
        ZipPart largest = parts.MaxBy(part => part.Bytes.Length)!;
        return ToBytes(parts.Select(part => part == largest ? part with { Bytes = [.. part.Bytes, .. new byte[zeros]] } : part));
    }

    private static ZipPart Read(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return new ZipPart(entry.FullName, bytes.ToArray());
    }
}

/// <summary>An entry of a zip file.</summary>
internal sealed record ZipPart(string Name, byte[] Bytes)
{
    /// <summary>Whether it holds an autoencoder.</summary>
    public bool IsOurs => Bytes.AsSpan().IndexOf("AUTOENCF"u8) >= 0;

    /// <summary>What this library wrote, between ML.NET's header and its trailer.</summary>
    public Range Payload
    {
        get
        {
            int start = Bytes.AsSpan().IndexOf("{\"__metadata__\""u8) - sizeof(long);
            int headerEnd = start + sizeof(long) + (int)BitConverter.ToInt64(Bytes, start);
            using JsonDocument header = JsonDocument.Parse(Encoding.Latin1.GetString(Bytes, start + sizeof(long), headerEnd - start - sizeof(long)));
            return start..(headerEnd + header.RootElement.EnumerateObject().Skip(1).Last().Value.GetProperty("data_offsets")[1].GetInt32());
        }
    }

    /// <summary>The entry with another model, and the sizes and offsets in ML.NET's header corrected.</summary>
    public ZipPart WithPayload(byte[] payload)
    {
        const int HeaderLength = 128;
        (int start, int length) = Payload.GetOffsetAndLength(Bytes.Length);
        byte[] header = Bytes[..start];
        long grown = payload.Length - length;
        for (int at = 0; at < HeaderLength; at += sizeof(long))
        {
            long value = BitConverter.ToInt64(header, at);
            if (value == length || (value >= start + length && value <= Bytes.Length))
            {
                BitConverter.GetBytes(value + grown).CopyTo(header, at);
            }
        }

        return this with { Bytes = [.. header, .. payload, .. Bytes[(start + length)..]] };
    }
}
