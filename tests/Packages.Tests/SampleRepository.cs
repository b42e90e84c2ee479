namespace MLNet.Autoencoder.Tests.Packages;

/// <summary>
/// A repository with a library of one class. Only the shared files of src/ make it a package. It is built once, as if cloned from GitHub.
/// </summary>
public sealed class SampleRepository : IDisposable
{
    internal const string Commit = "0123456789abcdef0123456789abcdef01234567";

    internal const string PublicAddress = "git@github.com:example/MLNet.Autoencoder.git";

    private static readonly string[] Shared =
    [
        "CHANGELOG.md", "Directory.Build.props", "Directory.Packages.props", "LICENSE",
        "src/BannedSymbols.txt", "src/Directory.Build.props", "src/Directory.Build.targets", "src/icon.png",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("mlnet-autoencoder-repository-").FullName;
    private readonly string _library;
    private readonly Lazy<string> _output;

    public SampleRepository()
    {
        _library = Directory.CreateDirectory(Path.Combine(_folder, "src", "Library")).FullName;
        _output = new Lazy<string>(CreateAndBuild);
    }

    /// <summary>Packs the library.</summary>
    /// <param name="origin">The origin of the clone.</param>
    /// <param name="page">The content of PACKAGE.md; null for no such file.</param>
    /// <returns>The package and the symbol package.</returns>
    internal (Package Package, Package Symbols) Pack(string origin, string? page)
    {
        string output = Path.Combine(_output.Value, Guid.NewGuid().ToString());
        string pageFile = Path.Combine(_library, "PACKAGE.md");
        File.Delete(pageFile);
        if (page is not null)
        {
            File.WriteAllText(pageFile, page);
        }

        SetOrigin(origin);
        Dotnet.Run(_library, Build.PackageCache, "pack", "--no-build", "-o", output);
        return (Package.Read(Directory.GetFiles(output, "*.nupkg").Single()), Package.Read(Directory.GetFiles(output, "*.snupkg").Single()));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string CreateAndBuild()
    {
        foreach (string file in Shared)
        {
            File.Copy(Path.Combine(Build.Root, file), Path.Combine(_folder, file));
        }

        File.WriteAllText(Path.Combine(_library, "Library.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <Description>A library.</Description>
              </PropertyGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(_library, "Class.cs"), "internal static class Class { internal static int Length(string text) => text.Length; }");
        SetOrigin(PublicAddress);
        Dotnet.Run(_library, Build.PackageCache, "build", "-c", "Release");
        return Path.Combine(_folder, "output");
    }

    /// <summary>Writes the parts of a clone that a build reads.</summary>
    private void SetOrigin(string address)
    {
        string git = Path.Combine(_folder, ".git");
        Directory.CreateDirectory(Path.Combine(git, "objects"));
        Directory.CreateDirectory(Path.Combine(git, "refs"));
        File.WriteAllText(Path.Combine(git, "HEAD"), Commit + "\n");
        File.WriteAllText(Path.Combine(git, "config"), $"[remote \"origin\"]\n\turl = {address}\n");
    }
}
