using System.Reflection;

namespace MLNet.Autoencoder.Tests;

/// <summary>What is public is meant to be, and an editor shows what it is.</summary>
public sealed class PublicSurfaceTests
{
    /// <summary>Each library, and the folder of its sources from the root of the repository.</summary>
    public static IEnumerable<object[]> Libraries =>
        from folder in Directory.GetDirectories(Path.Combine(Page.Root, "src"))
        from project in Directory.GetFiles(folder, "*.csproj")
        let library = Path.GetFileNameWithoutExtension(project)
        where File.Exists(Path.Combine(AppContext.BaseDirectory, library + ".dll"))
        select new object[] { library, $"src/{Path.GetFileName(folder)}" };

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_surface_is_the_approved_one(string library, string folder) =>
        ApprovedFile.ShouldSay($"{folder}/PublicAPI.txt", PublicSurface.TextOf(Assembly.Load(library)));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Everything_public_is_documented_with_its_parts_exceptions_and_defaults(string library, string folder) =>
        PublicDocumentation.ShouldBeComplete(Assembly.Load(library), folder);
}
