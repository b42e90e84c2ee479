namespace MLNet.Autoencoder.Tests;

/// <summary>A new member of a closed set cannot be forgotten in a switch.</summary>
[Collection(SourceTreeCollection.Name)]
public sealed class ClosedSetTests(SourceTree sources)
{
    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void A_switch_over_a_closed_set_throws_by_default(string project) => Finding.ShouldBeNone(
        SilentDefaults.In(sources[project]),
        "List every member of the set and throw in the default arm, so that a member added later fails instead of passing silently.");

    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void Only_kinds_know_kinds(string project) => Finding.ShouldBeNone(
        new KindChecks(House.KindTypes, House.KindFiles).In(sources[project]),
        "Do not test which kind or loss something is. Add a member to the base class in src/Core and let every kind or loss override it. "
        + "An engine tests once, in the file that registers its classes.");
}
