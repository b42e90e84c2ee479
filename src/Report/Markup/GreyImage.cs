using System.Buffers.Binary;
using System.IO.Compression;

namespace MLNet.Autoencoder.Report.Markup;

/// <summary>Images of one grey value a pixel, as <see href="https://www.w3.org/TR/png-3/">PNG</see> within the page.</summary>
internal static class GreyImage
{
    private const int HeaderLength = 13;

    /// <summary>The polynomial of PNG's checksum.</summary>
    private const uint Polynomial = 0xEDB88320;

    /// <summary>An image, line by line: what is least is black, what is largest is white.</summary>
    /// <param name="values">The values; a NaN is black.</param>
    /// <param name="width">Pixels in a line, a divisor of their number.</param>
    /// <param name="least">The value of black.</param>
    /// <param name="largest">The value of white.</param>
    /// <returns>The image as a <c>data:</c> address.</returns>
    public static string DataAddress(ReadOnlySpan<float> values, int width, double least, double largest)
    {
        int height = values.Length / width;
        byte[] lines = new byte[height * (width + 1)];
        for (int i = 0; i < values.Length; i++)
        {
            // Every line starts with the number of its filter, 0 for none.
            lines[i + (i / width) + 1] = Grey(values[i], least, largest);
        }

        byte[] header = new byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // Bits a pixel; the zeros that follow mean grey, deflated, filtered by line, and not interlaced.

        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n\u001A\n"u8]);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Deflated(lines));
        WriteChunk(file, "IEND"u8, []);
        return "data:image/png;base64," + Convert.ToBase64String(file.ToArray());
    }

    private static byte Grey(float value, double least, double largest)
    {
        double part = largest > least ? (value - least) / (largest - least) : 0;
        return double.IsNaN(part) ? (byte)0 : (byte)Math.Round(255 * Math.Clamp(part, 0, 1));
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
