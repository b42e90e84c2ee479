namespace MLNet.Autoencoder.Tests;

/// <summary>The rules see everything: every project has a plan, and every name can be resolved.</summary>
[Collection(SourceTreeCollection.Name)]
public sealed class SourceTreeTests(SourceTree sources)
{
    [Fact]
    public void Every_project_has_a_plan() =>
        Assert.Equal(Repository.Projects(), House.Projects.Select(plan => plan.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void The_sources_compile_as_the_rules_read_them(string project)
    {
        IReadOnlyList<string> errors = sources[project].Errors();
        Assert.True(errors.Count == 0, string.Join('\n', errors));
    }
}
