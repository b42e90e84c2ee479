using System.Reflection;

namespace MLNet.Autoencoder.Tests;

/// <summary>An editor shows what a public member does, takes, returns and throws.</summary>
public sealed class PublicDocumentationTests
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
    public void Everything_public_is_documented_with_its_parts_exceptions_and_defaults(string library, string folder)
    {
        string[] gaps = [.. DocumentedMembers.GapsIn(folder), .. DocumentedDefaults.MisstatedIn(Assembly.Load(library))];

        Assert.True(gaps.Length == 0, string.Join('\n', gaps));
    }
}
