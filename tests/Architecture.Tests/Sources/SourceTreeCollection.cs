namespace MLNet.Autoencoder.Tests;

/// <summary>The tests that share the compiled sources.</summary>
[CollectionDefinition(Name)]
public sealed class SourceTreeCollection : ICollectionFixture<SourceTree>
{
    public const string Name = "Compiled sources";
}
