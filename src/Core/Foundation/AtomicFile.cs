namespace MLNet.Autoencoder.Foundation;

/// <summary>Files that are complete or absent, even if the process is killed or several writers compete.</summary>
/// <remarks>
/// Each write has its own temporary file in the same folder. If several processes or threads write at once, the last one wins. The first write a
/// minute or more later deletes a temporary file that a killed process left. The content is flushed to disk before the file is renamed. Managed code
/// cannot flush the directory, so after a power failure the previous file may be back.
/// </remarks>
internal static class AtomicFile
{
    /// <summary>Writes a temporary file, flushes it to disk, and moves it over the old file.</summary>
    /// <param name="path">The file. If it is a symbolic link, the file that it leads to.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The file cannot be written. The old one is unchanged.</exception>
    public static void Write(string path, Action<Stream> write) => Access(path, "written", target =>
    {
        ThrowUnlessRegular(target);
        DeleteLeftovers(target);
        string temporary = TemporaryOf(target);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    });

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its content; <see langword="null"/> if there is no file.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FileStream? Open(string path)
    {
        FileStream? stream = null;
        Access(path, "read", target => stream = File.Exists(target) ? File.OpenRead(target) : null);
        return stream;
    }

    /// <summary>Checks that a file can be written, without writing it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">Its length, in bytes.</param>
    /// <exception cref="IOException">The file cannot be written, or the disk has no room for it.</exception>
    public static void EnsureWritable(string path, long length) => Access(path, "written", target =>
    {
        ThrowUnlessRegular(target);
        string temporary = TemporaryOf(target);
        try
        {
            // Reserves the length, if the file system can.
            new FileStream(
                temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, PreallocationSize = length }).Dispose();
        }
        finally
        {
            File.Delete(temporary);
        }
    });

    /// <summary>Deletes the file, if it exists, and the temporary files that killed processes left.</summary>
    /// <param name="path">The file. If it is a symbolic link, the link stays.</param>
    /// <exception cref="IOException">The file cannot be deleted.</exception>
    public static void Delete(string path) => Access(path, "deleted", target =>
    {
        File.Delete(target);
        DeleteLeftovers(target);
    });

    /// <summary>Accesses the file that a path leads to. Whatever goes wrong is an <see cref="IOException"/> that names the path.</summary>
    private static void Access(string path, string purpose, Action<string> access)
    {
        try
        {
            string full = Path.GetFullPath(path);
            access(new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The file '{path}' cannot be {purpose}. {e.Message}", e);
        }
    }

    /// <summary>Rejects folders, pipes and devices, which a file must not replace.</summary>
    private static void ThrowUnlessRegular(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a folder.");
        }

        // Pipes and devices are empty, can be opened for both reading and writing without waiting, and have no length to set.
        if (new FileInfo(path) is { Exists: true, Length: 0 } file)
        {
            try
            {
                using FileStream stream = file.Open(FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
                stream.SetLength(0);
            }
            catch (Exception e) when (e is IOException or NotSupportedException)
            {
                throw new IOException($"'{path}' is a pipe or a device, or another program is using it.", e);
            }
        }
    }

    private static string TemporaryOf(string path)
    {
#pragma warning disable RS0030 // Writers that run at once need different names; no file keeps them.
        return $"{path}.{Guid.NewGuid():N}.tmp";
#pragma warning restore RS0030
    }

    private static void DeleteLeftovers(string path)
    {
#pragma warning disable RS0030 // Compared with the times of files, which no result depends on.
        DateTime minuteAgo = DateTime.UtcNow.AddMinutes(-1);
#pragma warning restore RS0030

        // A folder that cannot be listed may still be written to.
        var accessible = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };
        foreach (string candidate in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*.tmp", accessible))
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
