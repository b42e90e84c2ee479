using System.Reflection;

namespace MLNet.Autoencoder.Tests;

/// <summary>The public surface is approved and documented.</summary>
public sealed class PublicSurfaceTests
{
    /// <summary>The libraries and the folders of their sources, relative to the root of the repository.</summary>
    public static IEnumerable<object[]> Libraries =>
        from folder in Directory.GetDirectories(Path.Combine(Page.Root, "src"))
        from project in Directory.GetFiles(folder, "*.csproj")
        let library = Path.GetFileNameWithoutExtension(project)
        where File.Exists(Path.Combine(AppContext.BaseDirectory, library + ".dll"))
        select new object[] { library, $"src/{Path.GetFileName(folder)}" };

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_surface_is_the_approved_one(string library, string folder) =>
        ApprovedFile.ShouldEqual($"{folder}/PublicAPI.txt", PublicSurface.TextOf(Assembly.Load(library)));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Everything_public_is_documented_including_exceptions_and_defaults(string library, string folder) =>
        PublicDocumentation.ShouldBeComplete(Assembly.Load(library), folder);
}
