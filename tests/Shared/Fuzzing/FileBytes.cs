using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MLNet.Autoencoder.Tests;

/// <summary>Takes model files and checkpoints apart and puts them back together, as a forger would.</summary>
internal static class FileBytes
{
    private const int HeaderStart = sizeof(long);
    private const int HashStart = HeaderStart + 27;
    private const int HashLength = 64;

    /// <summary>The header, one character per byte.</summary>
    public static string Header(byte[] file) => Encoding.Latin1.GetString(file, HeaderStart, HeaderLength(file));

    /// <summary>The bytes after the header.</summary>
    public static ReadOnlySpan<byte> Data(byte[] file) => file.AsSpan(HeaderStart + HeaderLength(file));

    /// <summary>The file with another header, one character per byte, and the old checksum.</summary>
    public static byte[] WithHeader(byte[] file, string header) =>
        [.. BitConverter.GetBytes((long)header.Length), .. Encoding.Latin1.GetBytes(header), .. Data(file)];

    /// <summary>The file with a corrected checksum; unchanged if it is too short to hold one.</summary>
    public static byte[] Sealed(byte[] file)
    {
        if (file.Length < HashStart + HashLength)
        {
            return file;
        }

        byte[] result = [.. file];
        result.AsSpan(HashStart, HashLength).Fill((byte)'0');
        Encoding.ASCII.GetBytes(Convert.ToHexString(SHA256.HashData(result))).CopyTo(result, HashStart);
        return result;
    }

    private static int HeaderLength(byte[] file) => (int)BinaryPrimitives.ReadInt64LittleEndian(file);
}
