using System.Buffers.Binary;
using System.IO.Compression;

namespace MLNet.Autoencoder.Report.Markup;

/// <summary>Images with one gray value per pixel, as <see href="https://www.w3.org/TR/png-3/">PNG</see> embedded in the page.</summary>
internal static class GrayImage
{
    private const int HeaderLength = 13;

    /// <summary>The polynomial of PNG's checksum.</summary>
    private const uint Polynomial = 0xEDB88320;

    /// <summary>Encodes an image.</summary>
    /// <param name="values">The pixels, line by line; NaN is black.</param>
    /// <param name="width">The width in pixels, a divisor of their number.</param>
    /// <param name="min">The value of black.</param>
    /// <param name="max">The value of white.</param>
    /// <returns>The image as a <c>data:</c> URL.</returns>
    public static string DataAddress(ReadOnlySpan<float> values, int width, double min, double max)
    {
        int height = values.Length / width;
        byte[] lines = new byte[checked(height * (width + 1))];
        for (int i = 0; i < values.Length; i++)
        {
            // Every line starts with the number of its filter; 0 means none.
            lines[i + (i / width) + 1] = Gray(values[i], min, max);
        }

        byte[] header = new byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // Bits per pixel. The zeros that follow mean gray, deflated, filtered by line, and not interlaced.

        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n\u001A\n"u8]);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Deflated(lines));
        WriteChunk(file, "IEND"u8, []);
        return "data:image/png;base64," + Convert.ToBase64String(file.ToArray());
    }

    private static byte Gray(float value, double min, double max)
    {
        double brightness = max > min ? (value - min) / (max - min) : 0;
        return double.IsNaN(brightness) ? (byte)0 : (byte)Math.Round(255 * Math.Clamp(brightness, 0, 1));
    }

    private static byte[] Deflated(byte[] lines)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.SmallestSize))
        {
            deflate.Write(lines);
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(type);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Checksum(content, Checksum(type, uint.MaxValue)));
        file.Write(number);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes, uint state)
    {
        foreach (byte value in bytes)
        {
            state ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                state = (state >> 1) ^ ((state & 1) * Polynomial);
            }
        }

        return state;
    }
}
