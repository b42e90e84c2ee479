namespace MLNet.Autoencoder.Tests;

/// <summary>What is added to a closed set cannot be forgotten where the set is switched over.</summary>
[Collection(SourceTreeCollection.Name)]
public sealed class ClosedSetTests(SourceTree sources)
{
    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void A_switch_over_a_closed_set_throws_by_default(string project) => Finding.ShouldBeNone(
        SilentDefaults.In(sources[project]),
        "Name every member of the set, and throw in the default, with the value in the message: a member that is added later must not pass in silence.");

    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void Only_kinds_know_kinds(string project) => Finding.ShouldBeNone(
        new KindChecks(House.KindTypes, House.KindFiles).In(sources[project]),
        "Do not ask of which kind something is: give the base class in src/Core/Kinds a member that answers the question, and let every kind override it. "
        + "An engine asks once, where it registers its classes.");
}
