namespace MLNet.Autoencoder.Tests.Packages;

/// <summary>All libraries, packed as they were built into a folder of the tests' own, which serves as a package source.</summary>
[CollectionDefinition(Name)]
public sealed class PackedLibraries : IDisposable, ICollectionFixture<PackedLibraries>
{
    internal const string Name = "Packed libraries";

    private readonly string _folder = Directory.CreateTempSubdirectory("mlnet-autoencoder-packages-").FullName;
    private readonly Lazy<string> _feed;

    public PackedLibraries() => _feed = new Lazy<string>(Pack);

    /// <summary>A version that no package cache has yet.</summary>
    internal string Version { get; } = $"{Build.Version}-test{DateTime.UtcNow.Ticks}";

    internal string Feed => _feed.Value;

    internal IEnumerable<Package> Packages => Directory.GetFiles(Feed, "*.nupkg").Order(StringComparer.Ordinal).Select(Package.Read);

    internal Package PackageOf(string id) => Package.Read(Path.Combine(Feed, $"{id}.{Version}.nupkg"));

    internal Package SymbolsOf(string id) => Package.Read(Path.Combine(Feed, $"{id}.{Version}.snupkg"));

    /// <summary>A folder for a test, deleted with the others.</summary>
    internal string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>In one build for all of them, which compiles nothing and writes beside the projects nothing that others read.</summary>
    private string Pack()
    {
        string feed = NewFolder("feed");
        string project = Path.Combine(NewFolder("pack"), "pack.proj");
        File.WriteAllText(project, $"""
            <Project>
              <Target Name="Pack">
                <MSBuild Projects="{string.Join(';', Build.Libraries)}" Targets="Pack" BuildInParallel="true"
                         Properties="NoBuild=true;Configuration={Build.Configuration};PackageVersion={Version};
                                     PackageOutputPath={feed};NuspecOutputPath={NewFolder("nuspecs")}/" />
              </Target>
            </Project>
            """);
        Dotnet.Run(Build.Root, Build.PackageCache, "msbuild", project, "-target:Pack", "-maxCpuCount", "-nologo");
        return feed;
    }
}
