using System.Reflection;

namespace MLNet.Autoencoder.Tests.Packages;

/// <summary>What the build of this project knew.</summary>
internal static class Build
{
    public static readonly string Root = ValueOf("RepositoryRoot");

    /// <summary>Debug or Release: the outputs that there are.</summary>
    public static readonly string Configuration = ValueOf("Configuration");

    public static readonly string OldestMicrosoftML = ValueOf("OldestMicrosoftML");

    /// <summary>Where NuGet unpacked what the projects of this repository use.</summary>
    public static readonly string PackageCache = ValueOf("PackageCache");

    public static readonly string Version = ValueOf("Version");

    /// <summary>The projects of src/.</summary>
    public static IReadOnlyList<string> Libraries =>
    [
        .. Directory.GetDirectories(Path.Combine(Root, "src")).SelectMany(folder => Directory.GetFiles(folder, "*.csproj"))
            .Order(StringComparer.Ordinal),
    ];

    private static string ValueOf(string key) => typeof(Build).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
