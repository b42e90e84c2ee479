namespace MLNet.Autoencoder.Tests;

/// <summary>The name of a tensor identifies it in files, and decides nothing.</summary>
[Collection(SourceTreeCollection.Name)]
public sealed class TensorNameTests(SourceTree sources)
{
    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void No_decision_is_taken_by_the_name_of_a_tensor(string project) => Finding.ShouldBeNone(
        new NameComparisons(House.TensorNameFiles).In(sources[project]),
        "A tensor says what it is for: decide by its role, and give the role a new value if none fits.");
}
