namespace MLNet.Autoencoder.Foundation;

/// <summary>Writes files that are complete or absent, even if the process is killed or several writers compete.</summary>
/// <remarks>
/// Each write has its own temporary file in the same folder. If several processes or threads write at once, the last one wins. The first write a
/// minute or more later deletes a temporary file that a killed process left. The content is flushed to disk before the file is renamed. Managed code
/// cannot flush the directory, so after a power failure the previous file may be back.
/// </remarks>
internal static class AtomicFile
{
    /// <summary>Writes a temporary file, flushes it to disk, and moves it over the old file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
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

    /// <summary>Deletes the file, if it exists, and the temporary files that killed processes left.</summary>
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
            // A file that was just written may be about to be renamed.
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
            // A writer keeps its temporary file open without sharing it.
            using var opened = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete);
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is still being written, already gone, or not ours to delete.
        }
    }
}
