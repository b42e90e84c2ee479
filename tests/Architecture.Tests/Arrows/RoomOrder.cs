namespace MLNet.Autoencoder.Tests;

/// <summary>Decides which files of a project may use which, by the order of its rooms.</summary>
internal sealed class RoomOrder(ProjectPlan plan)
{
    /// <summary>The uses of a lower room or of another kind.</summary>
    public IEnumerable<Finding> BackArrowsIn(SourceProject project) =>
        from arrow in ArrowReader.ArrowsOf(project)
        where !Allows(arrow.From, arrow.To)
        group arrow.Name by (arrow.From, arrow.Line, arrow.To) into uses
        let names = string.Join(", ", uses.Distinct())
        select new Finding(uses.Key.From, uses.Key.Line, $"{Shown(RoomOf(uses.Key.From))} uses {names} from {Shown(RoomOf(uses.Key.To))} ({uses.Key.To}).");

    /// <summary>The files outside all rooms.</summary>
    public IEnumerable<Finding> FilesWithoutRoomIn(SourceProject project) =>
        from file in project.Files
        where RoomOf(file.Path) is null
        select new Finding(file.Path, 1, $"The folder {FolderOf(file.Path)} is not in the order.");

    /// <summary>The rooms without files. The root may be empty.</summary>
    public IEnumerable<string> EmptyRoomsIn(SourceProject project) =>
        plan.Rooms.Where(room => room != ProjectPlan.Root).Except(project.Files.Select(file => RankedRoomOf(FolderOf(file.Path))!));

    /// <summary>Whether a file may use what another one declares. True for a file outside all rooms, which is reported once and not for every use.</summary>
    /// <param name="from">The file that uses something, relative to the root of the repository.</param>
    /// <param name="to">The file that declares it.</param>
    public bool Allows(string from, string to)
    {
        string? user = RoomOf(from), used = RoomOf(to);
        if (user is null || used is null || user == used)
        {
            return true;
        }

        int difference = RankOf(user) - RankOf(used);
        return difference != 0 ? difference > 0 : AllowsBetweenKinds(from, user, used);
    }

    /// <summary>The room of a file, or its folder in the room of kinds; null for a file outside all rooms.</summary>
    public string? RoomOf(string file)
    {
        string folder = FolderOf(file);
        string? room = RankedRoomOf(folder);
        return room == plan.KindsRoom && room is not null ? folder : room;
    }

    private bool AllowsBetweenKinds(string from, string user, string used)
    {
        if (IsIn(user, used))
        {
            return true;
        }

        return IsIn(used, user)
            ? plan.Registrations.Contains(from[(plan.Folder.Length + 1)..])
            : plan.Friends.Contains((user, used));
    }

    private int RankOf(string room)
    {
        string ranked = RankedRoomOf(room)!;
        return plan.Rooms.TakeWhile(other => other != ranked).Count();
    }

    /// <summary>The innermost listed folder that contains this one.</summary>
    private string? RankedRoomOf(string folder) => folder == ProjectPlan.Root
        ? plan.Rooms.FirstOrDefault(room => room == ProjectPlan.Root)
        : plan.Rooms.Where(room => room != ProjectPlan.Root && (room == folder || IsIn(folder, room))).MaxBy(room => room.Length);

    private string FolderOf(string file) =>
        file.LastIndexOf('/') is var end && end == plan.Folder.Length ? ProjectPlan.Root : file[(plan.Folder.Length + 1)..end];

    private static bool IsIn(string folder, string outer) => folder.StartsWith($"{outer}/", StringComparison.Ordinal);

    private static string Shown(string? room) => room is null or ProjectPlan.Root ? "the root of the project" : room;
}
