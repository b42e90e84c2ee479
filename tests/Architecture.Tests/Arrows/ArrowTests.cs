namespace MLNet.Autoencoder.Tests;

/// <summary>A folder uses only folders above it in the order of <see cref="House"/>.</summary>
[Collection(SourceTreeCollection.Name)]
public sealed class ArrowTests(SourceTree sources)
{
    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void No_arrow_runs_back(string project) => Finding.ShouldBeNone(
        new RoomOrder(SourceTree.PlanOf(project)).BackArrowsIn(sources[project]),
        $"A folder of {project} may use only the folders above it in tests/Architecture.Tests/House.cs. Move the code to the folder it is about, "
        + "or let the upper folder declare an interface that the lower one implements.");

    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void Every_folder_is_in_the_order(string project) => Finding.ShouldBeNone(
        new RoomOrder(SourceTree.PlanOf(project)).FilesWithoutRoomIn(sources[project]),
        $"Add the folder to the rooms of {project} in tests/Architecture.Tests/House.cs, below everything it uses.");

    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void The_order_names_only_folders_that_exist(string project) =>
        Assert.Empty(new RoomOrder(SourceTree.PlanOf(project)).EmptyRoomsIn(sources[project]));
}
