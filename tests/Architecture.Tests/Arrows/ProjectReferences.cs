using System.Xml.Linq;

namespace MLNet.Autoencoder.Tests;

/// <summary>The references between projects, as declared in the project files.</summary>
internal static class ProjectReferences
{
    /// <summary>The projects that a project file references: their folder names in <c>src/</c>, or the paths of projects elsewhere.</summary>
    /// <param name="text">The text of the project file.</param>
    public static IEnumerable<string> In(string text) =>
        from reference in XDocument.Parse(text).Descendants("ProjectReference")
        where reference.Attribute("ReferenceOutputAssembly")?.Value != "false"
        let path = reference.Attribute("Include")!.Value.Replace('\\', '/')
        select path.Split('/') is ["..", var folder, _] ? folder : path;

    /// <summary>The references of a project in <c>src/</c>.</summary>
    /// <param name="folder">Relative to the root of the repository.</param>
    public static IEnumerable<string> Of(string folder) => In(Repository.Read(Repository.Files(folder, "*.csproj").First()));
}
