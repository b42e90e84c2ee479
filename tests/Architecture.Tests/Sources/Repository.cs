using System.Reflection;

namespace MLNet.Autoencoder.Tests;

/// <summary>The files of the repository. Paths are relative to its root and use forward slashes.</summary>
internal static class Repository
{
    private static readonly string Root = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private static readonly string Configuration = typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>The files in a folder and its subfolders, outermost first.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .OrderBy(path => path.Count(letter => letter == '/')).ThenBy(path => path, StringComparer.Ordinal);

    /// <summary>The folder names of the projects in <c>src/</c>.</summary>
    public static IEnumerable<string> Projects() =>
        Directory.GetDirectories(Path.Combine(Root, "src")).Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any())
            .Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    /// <summary>Where the build puts the sources it generates for a project, such as global usings.</summary>
    public static string GeneratedFolder(string project) => $"{project}/obj/{Configuration}/net8.0";

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));
}
