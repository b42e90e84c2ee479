using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;

namespace MLNet.Autoencoder.Tests.Packages;

/// <summary>A package file, nupkg or snupkg, and its metadata.</summary>
internal sealed class Package
{
    private readonly Dictionary<string, byte[]> _files;
    private readonly XElement _metadata;

    private Package(Dictionary<string, byte[]> files)
    {
        _files = files;
        string nuspec = files.Keys.Single(name => name.EndsWith(".nuspec", StringComparison.Ordinal));
        _metadata = XDocument.Load(new MemoryStream(files[nuspec])).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    public string Id => Value("id")!;

    /// <summary>The files in the package, without those that the format requires.</summary>
    public IEnumerable<string> Files => _files.Keys.Where(name =>
        !name.EndsWith(".nuspec", StringComparison.Ordinal) && name != "[Content_Types].xml"
        && !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal));

    /// <summary>The packages that it needs, each with the versions that it accepts.</summary>
    public IEnumerable<string> Dependencies => Elements("dependency")
        .Select(dependency => $"{dependency.Attribute("id")!.Value} {dependency.Attribute("version")!.Value}");

    public static Package Read(string file)
    {
        using ZipArchive archive = ZipFile.OpenRead(file);
        return new Package(archive.Entries.ToDictionary(entry => entry.FullName, Bytes));
    }

    public byte[] File(string name) => _files[name];

    public string Text(string name) => Encoding.UTF8.GetString(_files[name]);

    /// <summary>The text of a metadata element.</summary>
    public string? Value(string element) => Elements(element).SingleOrDefault()?.Value;

    /// <summary>An attribute of a metadata element.</summary>
    public string? Value(string element, string attribute) => Elements(element).SingleOrDefault()?.Attribute(attribute)?.Value;

    public PEReader Assembly() => new(ImmutableArray.Create(_files[$"lib/net8.0/{Id}.dll"]));

    public MetadataReaderProvider Symbols() => MetadataReaderProvider.FromPortablePdbImage(ImmutableArray.Create(_files[$"lib/net8.0/{Id}.pdb"]));

    private IEnumerable<XElement> Elements(string name) => _metadata.Descendants().Where(element => element.Name.LocalName == name);

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var bytes = new MemoryStream();
        using Stream content = entry.Open();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
