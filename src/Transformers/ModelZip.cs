using System.Globalization;
using System.IO.Compression;

namespace MLNet.Autoencoder;

/// <summary>Checks files of <c>mlContext.Model.Save</c> before <c>mlContext.Model.Load</c> unpacks them.</summary>
/// <remarks>
/// A zip file can hold a thousand times its size, and <c>Model.Load</c>, which takes no limit, unpacks it to temporary files before the code that reads
/// them, this library's included, sees a byte. This class limits what is unpacked, and nothing else: ML.NET's own parts of a forged file can still make
/// <c>Model.Load</c> allocate without limit, never return, or load any class of any assembly in the program's folder. Load a file that you don't trust in
/// another process.
/// </remarks>
public static class ModelZip
{
    /// <summary>The default of <c>maxBytes</c>, 1 GiB: a model of more than 200 million parameters.</summary>
    public const long DefaultMaxBytes = 1L << 30;

    // A chain of ML.NET has a handful of entries per transformer.
    private const int MaxEntries = 10_000;

    /// <summary>Checks that a zip file, once unpacked, takes no more than a number of bytes. Unpacks it to nowhere, with a small buffer.</summary>
    /// <param name="zip">The file, from its beginning; left open, and positioned there again, ready for <c>mlContext.Model.Load</c>. It must be seekable.</param>
    /// <param name="maxBytes">The most bytes that all entries together may take; 1 or more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="zip"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="zip"/> cannot be read, or cannot seek.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is less than 1.</exception>
    /// <exception cref="FormatException">
    /// The entries take more than <paramref name="maxBytes"/> bytes, or fewer than the file says; there are more than 10,000; or this is not a zip file.
    /// </exception>
    public static void CheckSize(Stream zip, long maxBytes = DefaultMaxBytes)
    {
        ArgumentNullException.ThrowIfNull(zip);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        if (!zip.CanRead || !zip.CanSeek)
        {
            throw new ArgumentException(
                $"A {zip.GetType().Name} was given that does not support {(zip.CanRead ? "seeking" : "reading")}. Copy it to a file, or to a MemoryStream of limited size.",
                nameof(zip));
        }

        long start = zip.Position;
        try
        {
            using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
            Check(archive, maxBytes);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new FormatException("This is not a zip file of mlContext.Model.Save, or it is damaged. " + e.Message, e);
        }

        zip.Position = start;
    }

    private static void Check(ZipArchive archive, long maxBytes)
    {
        if (archive.Entries.Count > MaxEntries)
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"The zip file has {archive.Entries.Count} entries, but a model has at most {MaxEntries}."));
        }

        // What the file says, before anything is unpacked: ML.NET may allocate that much. A forged number may be any.
        UInt128 claimed = archive.Entries.Aggregate(UInt128.Zero, (sum, entry) => sum + (ulong)entry.Length);
        if (claimed > (ulong)maxBytes)
        {
            throw new FormatException(
                $"The zip file holds {claimed} bytes when unpacked, but at most {maxBytes.ToString(CultureInfo.InvariantCulture)} are allowed. "
                + "If its source can be trusted, set a higher maxBytes.");
        }

        byte[] buffer = new byte[1 << 16];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            long length = 0;
            for (int count; length <= entry.Length && (count = stream.Read(buffer)) > 0; length += count)
            {
            }

            if (length != entry.Length)
            {
                throw new FormatException(string.Create(
                    CultureInfo.InvariantCulture, $"The zip file is damaged: it claims {entry.Length} bytes for an entry that has {length}."));
            }
        }
    }
}
