namespace MLNet.Autoencoder.Tests;

/// <summary>A tensor's name identifies it in files and decides nothing.</summary>
[Collection(SourceTreeCollection.Name)]
public sealed class TensorNameTests(SourceTree sources)
{
    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void No_decision_depends_on_the_name_of_a_tensor(string project) => Finding.ShouldBeNone(
        new NameComparisons(House.TensorNameFiles).In(sources[project]),
        "Decide by the role of the tensor. If no role fits, add one.");
}
