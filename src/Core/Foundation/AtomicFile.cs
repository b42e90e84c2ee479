namespace MLNet.Autoencoder.Foundation;

/// <summary>Files that are there as a whole or not at all, whenever a process is killed and whoever else writes them.</summary>
/// <remarks>
/// Each write has a temporary file of its own beside the file: of several that write at once, in one process or several, the last one wins. What a
/// killed process left of one is deleted by the first write a minute later. The content is flushed to the disk before the file is renamed; the
/// directory cannot be, from managed code, and so a machine that loses power may come back with the file of before.
/// </remarks>
internal static class AtomicFile
{
    /// <summary>Writes beside the file, flushes to the disk, and puts the new file in the place of the old one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        DeleteLeftovers(path);
#pragma warning disable RS0030 // Writers that run at once need different names; no file keeps them.
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
#pragma warning restore RS0030
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Deletes the file, if it is there, and what killed processes left of writing it.</summary>
    /// <param name="path">The file.</param>
    public static void Delete(string path)
    {
        File.Delete(path);
        DeleteLeftovers(path);
    }

    private static void DeleteLeftovers(string path)
    {
#pragma warning disable RS0030 // Compared with the times of files, which no result depends on.
        DateTime minuteAgo = DateTime.UtcNow.AddMinutes(-1);
#pragma warning restore RS0030
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (string candidate in Directory.EnumerateFiles(directory, "*.tmp"))
        {
            // One that was just written may be about to be renamed.
            if (IsTemporaryOf(path, candidate) && File.GetLastWriteTimeUtc(candidate) < minuteAgo)
            {
                DeleteUnlessHeld(candidate);
            }
        }
    }

    private static bool IsTemporaryOf(string path, string candidate)
    {
        string name = Path.GetFileNameWithoutExtension(candidate);
        return Path.GetFileNameWithoutExtension(name) == Path.GetFileName(path) && Guid.TryParseExact(Path.GetExtension(name).TrimStart('.'), "N", out _);
    }

    private static void DeleteUnlessHeld(string path)
    {
        try
        {
            // Whoever writes it shares it with nobody.
            using var opened = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete);
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody is writing it, or it is gone, or not ours.
        }
    }
}
