using System.Text;
using System.Text.Json;

namespace MLNet.Autoencoder.Tests;

/// <summary>A model file or checkpoint taken apart, to be changed and put together again: sizes and offsets then fit the tensors, unless they are forged.</summary>
internal sealed class ParsedFile
{
    private const int HashLength = 64;

    /// <summary>The metadata without the checksum, in order. A key may occur twice.</summary>
    public List<(string Key, string Value)> Metadata { get; } = [];

    public List<ParsedTensor> Tensors { get; } = [];

    /// <summary>Takes a valid file apart.</summary>
    public static ParsedFile Of(byte[] bytes)
    {
        var file = new ParsedFile();
        using JsonDocument header = JsonDocument.Parse(Encoding.Latin1.GetBytes(FileBytes.Header(bytes)));
        ReadOnlySpan<byte> data = FileBytes.Data(bytes);
        foreach (JsonProperty property in header.RootElement.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                file.Metadata.AddRange(property.Value.EnumerateObject().Skip(1).Select(entry => (entry.Name, entry.Value.GetString()!)));
            }
            else
            {
                long[] range = Numbers(property.Value.GetProperty("data_offsets"));
                file.Tensors.Add(new ParsedTensor(
                    property.Name, "F32", Numbers(property.Value.GetProperty("shape")), data[(int)range[0]..(int)range[1]].ToArray()));
            }
        }

        return file;
    }

    /// <summary>The bytes, with zeros in place of the checksum.</summary>
    public byte[] ToBytes()
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("sha256", new string('0', HashLength));
            Metadata.ForEach(entry => json.WriteString(entry.Key, entry.Value));
            json.WriteEndObject();
            long offset = 0;
            foreach (ParsedTensor tensor in Tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type);
                Write(json, "shape", tensor.Shape);
                Write(json, "data_offsets", [offset + tensor.ForgedBegin, offset + tensor.Data.Length + tensor.ForgedEnd]);
                json.WriteEndObject();
                offset += tensor.Data.Length;
            }

            json.WriteEndObject();
        }

        while (header.Length % 8 != 0)
        {
            header.WriteByte((byte)' ');
        }

        using var file = new MemoryStream();
        file.Write(BitConverter.GetBytes(header.Length));
        header.WriteTo(file);
        Tensors.ForEach(tensor => file.Write(tensor.Data));
        return file.ToArray();
    }

    private static long[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt64())];

    private static void Write(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        Array.ForEach(numbers, json.WriteNumberValue);
        json.WriteEndArray();
    }
}

/// <summary>A tensor of a <see cref="ParsedFile"/>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type, F32 in a valid file.</param>
/// <param name="Shape">The shape that the file claims.</param>
/// <param name="Data">The bytes of its values.</param>
internal sealed record ParsedTensor(string Name, string Type, long[] Shape, byte[] Data)
{
    /// <summary>By how much the claimed begin is wrong.</summary>
    public long ForgedBegin { get; init; }

    /// <summary>By how much the claimed end is wrong.</summary>
    public long ForgedEnd { get; init; }

    /// <summary>The tensor with another shape, its values repeated as often as needed.</summary>
    public ParsedTensor Resized(long[] shape)
    {
        byte[] data = new byte[shape.Aggregate(4L, (product, size) => product * size)];
        byte[] pattern = Data.Length == 0 ? new byte[4] : Data;
        for (int at = 0; at < data.Length; at += pattern.Length)
        {
            pattern.AsSpan(0, Math.Min(pattern.Length, data.Length - at)).CopyTo(data.AsSpan(at));
        }

        return this with { Shape = shape, Data = data };
    }
}
