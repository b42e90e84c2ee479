using System.Reflection;

namespace MLNet.Autoencoder.Tests.Packages;

/// <summary>Values from the build of this project.</summary>
internal static class Build
{
    public static readonly string Root = ValueOf("RepositoryRoot");

    /// <summary>The configuration that was built, Debug or Release.</summary>
    public static readonly string Configuration = ValueOf("Configuration");

    public static readonly string OldestMicrosoftML = ValueOf("OldestMicrosoftML");

    /// <summary>The folder with the unpacked packages that this repository uses.</summary>
    public static readonly string PackageCache = ValueOf("PackageCache");

    public static readonly string Version = ValueOf("Version");

    /// <summary>The projects in src/.</summary>
    public static IReadOnlyList<string> Libraries =>
    [
        .. Directory.GetDirectories(Path.Combine(Root, "src")).SelectMany(folder => Directory.GetFiles(folder, "*.csproj"))
            .Order(StringComparer.Ordinal),
    ];

    private static string ValueOf(string key) => typeof(Build).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
