using System.Xml.Linq;

namespace MLNet.Autoencoder.Tests;

/// <summary>The references between projects, as the project files declare them.</summary>
internal static class ProjectReferences
{
    /// <summary>The projects that a project file references, named by their folders in <c>src/</c>, or by their paths if they are not there.</summary>
    /// <param name="text">The project file.</param>
    public static IEnumerable<string> In(string text) =>
        from reference in XDocument.Parse(text).Descendants("ProjectReference")
        where reference.Attribute("ReferenceOutputAssembly")?.Value != "false"
        let path = reference.Attribute("Include")!.Value.Replace('\\', '/')
        select path.Split('/') is ["..", var folder, _] ? folder : path;

    /// <summary>The references of a project in <c>src/</c>.</summary>
    /// <param name="folder">From the root of the repository.</param>
    public static IEnumerable<string> Of(string folder) => In(Repository.Read(Repository.Files(folder, "*.csproj").First()));
}
