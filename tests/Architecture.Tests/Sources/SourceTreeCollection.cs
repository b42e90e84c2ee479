namespace MLNet.Autoencoder.Tests;

/// <summary>The tests that read the sources of the libraries.</summary>
[CollectionDefinition(Name)]
public sealed class SourceTreeCollection : ICollectionFixture<SourceTree>
{
    public const string Name = "The sources of the libraries";
}
