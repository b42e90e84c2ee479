namespace MLNet.Autoencoder.Persistence;

/// <summary>Files that are there as a whole or not at all, whenever the process is killed.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the file, flushes to the disk, and puts the new file in the place of the old one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        // A name of its own for each file, and not a new one for each write: what a killed process leaves behind is overwritten by the next.
        string temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
