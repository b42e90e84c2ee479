using System.Reflection;

namespace MLNet.Autoencoder.Tests;

/// <summary>The files of the repository, named from its root with slashes.</summary>
internal static class Repository
{
    private static readonly string Root = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private static readonly string Configuration = typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>The files in a folder and below it, in order; the project file of the folder itself comes first.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .OrderBy(path => path.Count(letter => letter == '/')).ThenBy(path => path, StringComparer.Ordinal);

    /// <summary>The projects in <c>src/</c>, as their folders.</summary>
    public static IEnumerable<string> Projects() =>
        Directory.GetDirectories(Path.Combine(Root, "src")).Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any())
            .Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    /// <summary>Where the build put what it generated for a project: global usings, friends, messages.</summary>
    public static string GeneratedFolder(string project) => $"{project}/obj/{Configuration}/net8.0";

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));
}
