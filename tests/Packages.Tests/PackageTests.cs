using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace MLNet.Autoencoder.Tests.Packages;

/// <summary>The content and metadata of the packages.</summary>
[Collection(PackedLibraries.Name)]
public sealed partial class PackageTests(PackedLibraries libraries)
{
    private static readonly string[] OtherFiles = ["CHANGELOG.md", "LICENSE", "PACKAGE.md", "icon.png"];

    [Fact]
    public void Each_library_is_a_package_with_its_name()
    {
        IEnumerable<string> names = Build.Libraries.Select(project => Path.GetFileNameWithoutExtension(project));

        Assert.Equal(names.Order(StringComparer.Ordinal), libraries.Packages.Select(package => package.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_package_contains_one_library_its_documentation_and_a_page() => Assert.All(libraries.Packages, package =>
    {
        string library = $"lib/net8.0/{package.Id}";

        IEnumerable<string> files = [.. OtherFiles, .. NoticesOf(package), $"{library}.dll", $"{library}.xml"];
        Assert.Equal(files.Order(StringComparer.Ordinal), package.Files.Order(StringComparer.Ordinal));
        Assert.StartsWith($"# {package.Id}\n", package.Text("PACKAGE.md").ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("```csharp", package.Text("PACKAGE.md"), StringComparison.Ordinal);
        Assert.DoesNotMatch(RelativeLink(), package.Text("PACKAGE.md"));
        Assert.Equal((128, 128), SizeOfPng(package.File("icon.png")));
    });

    [Fact]
    public void A_package_states_its_description_authors_and_license() => Assert.All(libraries.Packages, package =>
    {
        Assert.Equal("PACKAGE.md", package.Value("readme"));
        Assert.Equal("icon.png", package.Value("icon"));
        Assert.Equal(("MIT", "expression"), (package.Value("license"), package.Value("license", "type")));
        Assert.Contains("CHANGELOG.md", package.Value("releaseNotes"), StringComparison.Ordinal);
        Assert.Contains("autoencoder", package.Value("tags")!.Split(' '));
        Assert.All(["authors", "copyright", "description"], element => Assert.False(string.IsNullOrWhiteSpace(package.Value(element))));
        Assert.NotEqual("Package Description", package.Value("description"));
    });

    [Fact]
    public void The_package_with_code_generated_from_the_ONNX_schema_contains_its_license()
    {
        string notices = libraries.PackageOf("MLNet.Autoencoder.Onnx").Text("THIRD-PARTY-NOTICES.txt");

        Assert.Contains("onnx/onnx.proto", notices, StringComparison.Ordinal);
        Assert.Contains("Apache License", notices, StringComparison.Ordinal);
        Assert.Contains("SPDX-License-Identifier: Apache-2.0", File.ReadAllText(Path.Combine(Build.Root, "src", "Onnx", "onnx.proto")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_symbols_match_the_library() => Assert.All(libraries.Packages, package =>
    {
        Package symbols = libraries.SymbolsOf(package.Id);
        using PEReader assembly = package.Assembly();
        DebugDirectoryEntry entry = assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        using MetadataReaderProvider provider = symbols.Symbols();
        var id = new BlobContentId(provider.GetMetadataReader().DebugMetadataHeader!.Id);

        Assert.Equal([$"lib/net8.0/{package.Id}.pdb"], symbols.Files);
        Assert.Equal(assembly.ReadCodeViewDebugDirectoryData(entry).Guid, id.Guid);
    });

    [Fact]
    public void A_package_has_only_the_expected_dependencies()
    {
        var dependencies = libraries.Packages.ToDictionary(package => package.Id, package => package.Dependencies.Order(StringComparer.Ordinal));
        string ours = $"[{libraries.Version}]"; // They share internals, so only this version works.

        Assert.Equal(["System.IO.Hashing 10.0.0", "System.Numerics.Tensors 10.0.0"], dependencies["MLNet.Autoencoder.Core"]);
        Assert.Equal([$"MLNet.Autoencoder.Core {ours}", $"Microsoft.ML {Build.OldestMicrosoftML}"], dependencies["MLNet.Autoencoder.Transformers"]);
        Assert.Equal([$"MLNet.Autoencoder.Transformers {ours}"], dependencies["MLNet.Autoencoder"]);
        Assert.Equal([$"MLNet.Autoencoder.Transformers {ours}"], dependencies["MLNet.Autoencoder.Report"]);
        Assert.Equal([$"MLNet.Autoencoder.Core {ours}"], dependencies["MLNet.Autoencoder.Mpi"]);
        Assert.Equal(["Google.Protobuf 3.26.1", $"MLNet.Autoencoder.Transformers {ours}"], dependencies["MLNet.Autoencoder.Onnx"]);
        Assert.All(dependencies.Values.SelectMany(packages => packages).Where(package => package.StartsWith("MLNet.", StringComparison.Ordinal)),
            package => Assert.EndsWith($" {ours}", package, StringComparison.Ordinal));
        Assert.DoesNotContain(dependencies.Values.SelectMany(packages => packages), package => package.StartsWith("Microsoft.ML.", StringComparison.Ordinal));
    }

    [Fact]
    public void No_package_contains_the_reference_contract_and_only_the_transformers_are_compiled_against_it()
    {
        Package[] compiled = [.. libraries.Packages.Where(package => ReferencesOf(package).Any(IsReferenceContract))];

        Assert.Equal(["MLNet.Autoencoder.Transformers"], compiled.Select(package => package.Id));
        Assert.DoesNotContain(
            libraries.Packages.SelectMany(package => package.Files), file => Path.GetFileName(file).StartsWith("Microsoft.ML", StringComparison.Ordinal));
    }

    /// <summary>The license of third-party work, in the package that contains some.</summary>
    private static string[] NoticesOf(Package package) => package.Id == "MLNet.Autoencoder.Onnx" ? ["THIRD-PARTY-NOTICES.txt"] : [];

    private static bool IsMLNet(AssemblyName reference) => reference.Name!.StartsWith("Microsoft.ML", StringComparison.Ordinal);

    /// <summary>The contract's assemblies are unsigned, and their version is lower than any real one, which the runtime loads instead.</summary>
    private static bool IsReferenceContract(AssemblyName reference) => IsMLNet(reference) && reference.Version == new Version(0, 9, 0, 0);

    private static AssemblyName[] ReferencesOf(Package package)
    {
        using PEReader assembly = package.Assembly();
        MetadataReader metadata = assembly.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(reference => metadata.GetAssemblyReference(reference).GetAssemblyName())];
    }

    private static (int Width, int Height) SizeOfPng(byte[] file) =>
        (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)));

    [GeneratedRegex(@"\]\((?!https://)")]
    private static partial Regex RelativeLink();
}
