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

    /// <summary>The projects of src/ that are built with this package feed.</summary>
    public static IReadOnlyList<string> Libraries =>
    [
        .. Directory.GetDirectories(Path.Combine(Root, "src")).SelectMany(folder => Directory.GetFiles(folder, "*.csproj"))
            .Where(project => HasTorchSharp || !File.ReadAllText(project).Contains("NeedsTorchSharpPackage", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private static bool HasTorchSharp => ValueOf("TorchSharp") != "None";

    private static string ValueOf(string key) => typeof(Build).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
