using System.Reflection.Metadata;
using System.Text;

namespace MLNet.Autoencoder.Tests.Packages;

/// <summary>What a package takes from the repository in which it is created.</summary>
public sealed class RepositoryTests(SampleRepository repository) : IClassFixture<SampleRepository>
{
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    [Fact]
    public void The_package_names_the_address_and_commit_of_the_clone_where_a_debugger_finds_the_sources()
    {
        (Package package, Package symbols) = repository.Pack(SampleRepository.PublicAddress, "# Library");

        Assert.Equal("https://github.com/example/MLNet.Autoencoder.git", package.Value("repository", "url"));
        Assert.Equal("https://github.com/example/MLNet.Autoencoder.git", package.Value("projectUrl"));
        Assert.Equal(SampleRepository.Commit, package.Value("repository", "commit"));
        Assert.Contains(
            $"https://raw.githubusercontent.com/example/MLNet.Autoencoder/{SampleRepository.Commit}/*",
            SourceLinkOf(symbols),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_origin_that_is_not_on_the_web_is_not_published() => Assert.All(["/srv/git/autoencoder", "ssh://git@host.example/autoencoder.git"], origin =>
    {
        (Package package, _) = repository.Pack(origin, "# Library");

        Assert.Null(package.Value("repository", "url"));
        Assert.Null(package.Value("projectUrl"));
        Assert.Equal(SampleRepository.Commit, package.Value("repository", "commit"));
    });

    [Fact]
    public void Packing_without_a_page_is_an_error()
    {
        var failure = Assert.ThrowsAny<Exception>(() => repository.Pack(SampleRepository.PublicAddress, page: null));

        Assert.Contains("Library has no PACKAGE.md next to its project file", failure.Message, StringComparison.Ordinal);
    }

    private static string SourceLinkOf(Package symbols)
    {
        using MetadataReaderProvider provider = symbols.Symbols();
        MetadataReader metadata = provider.GetMetadataReader();
        CustomDebugInformation found = metadata.CustomDebugInformation.Select(metadata.GetCustomDebugInformation)
            .Single(information => metadata.GetGuid(information.Kind) == SourceLink);
        return Encoding.UTF8.GetString(metadata.GetBlobBytes(found.Value));
    }
}
