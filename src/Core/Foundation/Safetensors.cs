using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MLNet.Autoencoder.Foundation;

/// <summary>A float32 tensor in a file.</summary>
/// <param name="Name">The name, unique in the file.</param>
/// <param name="Shape">The shape; every size is 0 or more.</param>
/// <param name="Offset">The first byte, counted from the end of the header.</param>
/// <param name="Length">The length in bytes.</param>
internal sealed record TensorEntry(string Name, IReadOnlyList<int> Shape, long Offset, long Length);

/// <summary>
/// The <see href="https://github.com/huggingface/safetensors">safetensors</see> container, for float32 tensors, with a checksum.
/// </summary>
/// <remarks>
/// <code>
/// uint64   length of the header, little-endian
/// bytes    header, JSON: { "__metadata__": { string: string, … }, "name": { "dtype": "F32", "shape": […], "data_offsets": [begin, end] }, … }
/// float32  the tensors, little-endian, in the order of the header and without gaps
/// </code>
/// The first metadata entry is <c>sha256</c>: the SHA-256, in hexadecimal, of the whole file with 64 zeros in place of the hash.
/// Other readers, such as Python's, treat it as an ordinary entry.
/// </remarks>
internal static class Safetensors
{
    // The limit of the reference implementation. Our headers take a few kilobytes plus 700 bytes per epoch of the history, enough for 140,000 epochs.
    private const int MaximumHeaderLength = 100_000_000;
    private const int HashLength = 64;

    // Header, metadata or tensor, list of numbers.
    private const int HeaderDepth = 3;

    private static readonly byte[] Opening = Encoding.ASCII.GetBytes("{\"__metadata__\":{\"sha256\":\"");

    /// <summary>The first bytes of a zip file.</summary>
    private static ReadOnlySpan<byte> ZipFile => "PK\u0003\u0004"u8;

    /// <summary>Writes a container.</summary>
    /// <param name="stream">The stream to write to; left open.</param>
    /// <param name="metadata">Keys and values, in order; keys are unique, and none is <c>sha256</c>.</param>
    /// <param name="tensors">Names and shapes, in the order of the values.</param>
    /// <param name="values">The values of all tensors, concatenated.</param>
    /// <exception cref="InvalidOperationException">The metadata is too long to be read back.</exception>
    public static void Write(
        Stream stream,
        IEnumerable<KeyValuePair<string, string>> metadata,
        IEnumerable<(string Name, int[] Shape)> tensors,
        ReadOnlySpan<float> values)
    {
        byte[] data = ToBytes(values);
        byte[] header = Header(metadata, tensors);
        if (header.Length > MaximumHeaderLength)
        {
            throw new InvalidOperationException(
                $"The history of the fit is too long: the file's header would take {header.Length} bytes, but at most {MaximumHeaderLength} can be "
                + "read back. Fit with fewer epochs.");
        }

        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        Encoding.ASCII.GetBytes(Hash(length, header, data)).CopyTo(header, Opening.Length);
        stream.Write(length);
        stream.Write(header);
        stream.Write(data);
    }

    /// <summary>Reads a container and checks everything before it is used.</summary>
    /// <param name="stream">The stream to read from; left open, positioned after the last byte.</param>
    /// <param name="maxBytes">The most bytes that the container may have.</param>
    /// <param name="accept">
    /// Checks metadata and tensor entries before any tensor is read; throws a <see cref="FormatException"/> if they are not as expected. Returns how many
    /// tensors, from the first, get arrays of their own. The others share one.
    /// </param>
    /// <returns>The values: an array for each of those tensors, and one for all the others, which may be empty.</returns>
    /// <exception cref="FormatException">The bytes are not a complete, unaltered container, or there are too many.</exception>
    public static float[][] Read(Stream stream, long maxBytes, Func<IReadOnlyDictionary<string, string>, IReadOnlyList<TensorEntry>, int> accept)
    {
        byte[] length = ReadExactly<byte>(stream, sizeof(ulong));
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (headerLength < (ulong)(Opening.Length + HashLength) || headerLength > MaximumHeaderLength)
        {
            throw new FormatException(length.AsSpan().StartsWith(ZipFile)
                ? "This is a zip file, not a model file of MLNet.Autoencoder. If mlContext.Model.Save wrote it, read it with mlContext.Model.Load."
                : $"This is not a model of MLNet.Autoencoder, or it is damaged: its header claims {headerLength} bytes.");
        }

        ThrowIfTooLong(sizeof(ulong) + (long)headerLength, maxBytes);
        byte[] header = ReadExactly<byte>(stream, (int)headerLength);
        if (!header.AsSpan().StartsWith(Opening))
        {
            string opening = Encoding.Latin1.GetString(header, 0, Opening.Length);
            throw new FormatException($"This is not a model of MLNet.Autoencoder: its header begins with \"{opening}\" instead of a checksum.");
        }

        (IReadOnlyDictionary<string, string> metadata, IReadOnlyList<TensorEntry> tensors) = Parse(header);
        int apart = accept(metadata, tensors);
        long dataLength = tensors.Count == 0 ? 0 : tensors[^1].Offset + tensors[^1].Length;
        if (dataLength > Array.MaxLength)
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"The file is damaged: its tensors claim {dataLength} bytes, more than can be loaded."));
        }

        ThrowIfTooLong(sizeof(ulong) + (long)headerLength + dataLength, maxBytes);
        header.AsSpan(Opening.Length, HashLength).Fill((byte)'0');
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(length);
        hash.AppendData(header);
        long sharedLength = dataLength - tensors.Take(apart).Sum(tensor => tensor.Length);
        float[][] values =
        [
            .. tensors.Take(apart).Select(tensor => ReadValues(stream, tensor.Length, hash)),
            ReadValues(stream, sharedLength, hash),
        ];
        string checksum = Convert.ToHexString(hash.GetHashAndReset());
        return string.Equals(metadata["sha256"], checksum, StringComparison.Ordinal) ? values : throw new FormatException(
            $"The file is damaged: its bytes do not match its checksum. Their SHA-256 is {checksum}, but should be {StrictJson.Excerpt(metadata["sha256"])}. Restore "
            + "the file, or fit and save again.");
    }

    private static byte[] Header(IEnumerable<KeyValuePair<string, string>> metadata, IEnumerable<(string Name, int[] Shape)> tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("sha256", new string('0', HashLength));
            foreach ((string key, string value) in metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();

            long offset = 0;
            foreach ((string name, int[] shape) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                WriteNumbers(json, "shape", shape.Select(size => (long)size));
                long end = offset + (shape.Aggregate(1L, (product, size) => product * size) * sizeof(float));
                WriteNumbers(json, "data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }

            json.WriteEndObject();
        }

        // Spaces align the tensors to a multiple of 8 bytes, as the format recommends.
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static (IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<TensorEntry> Tensors) Parse(byte[] header)
    {
        try
        {
            var json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = HeaderDepth });
            Expect(ref json, JsonTokenType.StartObject);
            Expect(ref json, JsonTokenType.PropertyName);
            IReadOnlyDictionary<string, string> metadata = ParseMetadata(ref json);
            IReadOnlyList<TensorEntry> tensors = ParseTensors(ref json);

            // Reading on makes the reader throw if anything but spaces follows the closing brace.
            json.Read();
            return (metadata, tensors);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or OverflowException)
        {
            throw new FormatException("The file is damaged: its header cannot be read. " + e.Message);
        }
    }

    private static Dictionary<string, string> ParseMetadata(ref Utf8JsonReader json)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        Expect(ref json, JsonTokenType.StartObject);
        while (NextName(ref json) is { } name)
        {
            Expect(ref json, JsonTokenType.String);
            if (!metadata.TryAdd(name, json.GetString()!))
            {
                throw Damaged($"contains \"{StrictJson.Excerpt(name)}\" twice");
            }
        }

        return metadata;
    }

    /// <summary>Reads the entries after the metadata. Their properties must come in the order in which they are written.</summary>
    private static List<TensorEntry> ParseTensors(ref Utf8JsonReader json)
    {
        var tensors = new List<TensorEntry>();
        long offset = 0;
        while (NextName(ref json) is { } name)
        {
            TensorEntry tensor = ParseTensor(ref json, name, offset);
            tensors.Add(tensor);
            offset += tensor.Length;
        }

        return tensors;
    }

    private static TensorEntry ParseTensor(ref Utf8JsonReader json, string name, long offset)
    {
        Expect(ref json, JsonTokenType.StartObject);
        ExpectName(ref json, "dtype");
        Expect(ref json, JsonTokenType.String);
        bool isFloat32 = json.ValueTextEquals("F32");
        ExpectName(ref json, "shape");
        int[] shape = Array.ConvertAll(Numbers(ref json), size => checked((int)size));
        ExpectName(ref json, "data_offsets");
        long[] range = Numbers(ref json);
        Expect(ref json, JsonTokenType.EndObject);

        long length = shape.Aggregate((long)sizeof(float), (product, size) => checked(product * size));
        return isFloat32 && range is [long begin, long end] && begin == offset && end == checked(offset + length)
            ? new TensorEntry(name, shape, offset, length)
            : throw Damaged($"contains tensor {StrictJson.Excerpt(name)}, which is not of type F32 or does not start where the previous tensor ends");
    }

    /// <summary>One or two numbers, each 0 or more: a shape or a range.</summary>
    private static long[] Numbers(ref Utf8JsonReader json)
    {
        Expect(ref json, JsonTokenType.StartArray);
        var numbers = new List<long>();
        while (json.Read() && json.TokenType == JsonTokenType.Number)
        {
            numbers.Add(numbers.Count < 2 && json.TryGetInt64(out long number) && number >= 0
                ? number
                : throw Damaged("contains numbers that are neither the shape of a vector or matrix nor a range"));
        }

        return json.TokenType == JsonTokenType.EndArray ? [.. numbers] : throw Unexpected(json.TokenType);
    }

    /// <summary>The name of the next property; <see langword="null"/> at the end of the object.</summary>
    private static string? NextName(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.PropertyName => json.GetString(),
            JsonTokenType.EndObject => null,
            _ => throw Unexpected(json.TokenType),
        };
    }

    private static void ExpectName(ref Utf8JsonReader json, string name)
    {
        Expect(ref json, JsonTokenType.PropertyName);
        if (!json.ValueTextEquals(name))
        {
            throw Damaged($"lacks \"{name}\" where it is expected");
        }
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (!json.Read() || json.TokenType != type)
        {
            throw Unexpected(json.TokenType);
        }
    }

    private static FormatException Unexpected(JsonTokenType type) => Damaged($"contains a {type} where none is allowed");

    private static FormatException Damaged(string fault) => new($"The file is damaged: its header {fault}.");

    private static string Hash(byte[] length, byte[] header, byte[] data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(length);
        hash.AppendData(header);
        hash.AppendData(data);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void ThrowIfTooLong(long length, long maxBytes)
    {
        if (length > maxBytes)
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"The model takes {length} bytes or more, but at most {maxBytes} are allowed. If its source can be trusted, set a higher maxBytes."));
        }
    }

    private static float[] ReadValues(Stream stream, long byteCount, IncrementalHash hash)
    {
        float[] values = ReadExactly<float>(stream, (int)(byteCount / sizeof(float)));
        hash.AppendData(MemoryMarshal.AsBytes<float>(values));
        ToLittleEndian(MemoryMarshal.Cast<float, uint>(values.AsSpan()));
        return values;
    }

    /// <summary>
    /// Reads <paramref name="length"/> numbers. Allocates as they arrive, so a forged length costs no more memory than the file; at once, if the stream
    /// says that they are there.
    /// </summary>
    private static T[] ReadExactly<T>(Stream stream, int length)
        where T : unmanaged
    {
        const int FirstStep = 1 << 14;
        int size = Unsafe.SizeOf<T>();
        bool isThere = stream.CanSeek && stream.Length - stream.Position >= (long)length * size;
        var items = new T[isThere ? length : Math.Min(length, FirstStep)];
        int read = 0;
        while (true)
        {
            Span<byte> rest = MemoryMarshal.AsBytes(items.AsSpan(read));
            int count = stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
            if (count < rest.Length)
            {
                throw new FormatException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The file is cut short: {(long)length * size} bytes were expected, but it ends after {((long)read * size) + count}."));
            }

            read = items.Length;
            if (read == length)
            {
                return items;
            }

            Array.Resize(ref items, (int)Math.Min(length, 2L * items.Length));
        }
    }

    private static byte[] ToBytes(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[checked(values.Length * sizeof(float))];
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan());
        MemoryMarshal.Cast<float, uint>(values).CopyTo(words);
        ToLittleEndian(words);
        return bytes;
    }

    private static void ToLittleEndian(Span<uint> words)
    {
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}
