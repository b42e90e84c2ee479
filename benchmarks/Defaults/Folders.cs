namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>Finds folders of data.</summary>
internal static class Folders
{
    /// <summary>The nearest folder with a relative path, in a folder above the program; <see langword="null"/> if there is none.</summary>
    public static string? Above(params string[] path)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine([folder.FullName, .. path]);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
