namespace MLNet.Autoencoder.Tests.Packages;

/// <summary>All libraries, packed as built into a separate folder, which serves as a package source.</summary>
[CollectionDefinition(Name)]
public sealed class PackedLibraries : IDisposable, ICollectionFixture<PackedLibraries>
{
    internal const string Name = "Packed libraries";

    private readonly string _folder = Directory.CreateTempSubdirectory("mlnet-autoencoder-packages-").FullName;
    private readonly Lazy<string> _source;

    public PackedLibraries()
    {
        _source = new Lazy<string>(Pack);
        Programs = new PublishedPrograms(this);
    }

    /// <summary>A program that uses the package of Core, published for this platform.</summary>
    internal PublishedPrograms Programs { get; }

    /// <summary>A version that is not yet in any package cache.</summary>
    internal string Version { get; } = $"{Build.Version}-test{DateTime.UtcNow.Ticks}";

    internal string Source => _source.Value;

    internal IEnumerable<Package> Packages => Directory.GetFiles(Source, "*.nupkg").Order(StringComparer.Ordinal).Select(Package.Read);

    internal Package PackageOf(string id) => Package.Read(Path.Combine(Source, $"{id}.{Version}.nupkg"));

    internal Package SymbolsOf(string id) => Package.Read(Path.Combine(Source, $"{id}.{Version}.snupkg"));

    /// <summary>Creates a folder for a test, deleted at the end.</summary>
    internal string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    /// <summary>Creates a project outside the repository, which finds the packages under test and those in the cache of this machine.</summary>
    /// <param name="name">The name of the project and of its folder.</param>
    /// <param name="program">Program.cs.</param>
    /// <param name="project">The project file.</param>
    /// <returns>The folder.</returns>
    internal string NewProject(string name, string program, string project)
    {
        string folder = NewFolder(name);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), project);
        File.WriteAllText(Path.Combine(folder, "NuGet.Config"), $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{Source}" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="cache" value="{Build.PackageCache}" />
              </fallbackPackageFolders>
            </configuration>
            """);
        return folder;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Packs all libraries in one build. It compiles nothing, and writes nothing to the project folders that other builds read.</summary>
    private string Pack()
    {
        string source = NewFolder("source");
        string project = Path.Combine(NewFolder("pack"), "pack.proj");
        File.WriteAllText(project, $"""
            <Project>
              <Target Name="Pack">
                <MSBuild Projects="{string.Join(';', Build.Libraries)}" Targets="Pack" BuildInParallel="true"
                         Properties="NoBuild=true;Configuration={Build.Configuration};PackageVersion={Version};
                                     PackageOutputPath={source};NuspecOutputPath={NewFolder("nuspecs")}/" />
              </Target>
            </Project>
            """);
        Dotnet.Run(Build.Root, Build.PackageCache, "msbuild", project, "-target:Pack", "-maxCpuCount", "-nologo");
        return source;
    }
}
