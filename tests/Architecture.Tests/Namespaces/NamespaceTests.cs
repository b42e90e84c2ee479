namespace MLNet.Autoencoder.Tests;

/// <summary>Internal types are in the namespace of their folder, public types in MLNet.Autoencoder.</summary>
[Collection(SourceTreeCollection.Name)]
public sealed class NamespaceTests(SourceTree sources)
{
    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void Namespaces_follow_folders(string project) => Finding.ShouldBeNone(
        new NamespaceRule(SourceTree.PlanOf(project)).MisplacedTypesIn(sources[project]),
        "A public type belongs in MLNet.Autoencoder, or in Microsoft.ML if it has extension methods; an internal type belongs in the namespace of its "
        + "folder. Nest an internal helper of a public type in it, or give it a file of its own.");
}
