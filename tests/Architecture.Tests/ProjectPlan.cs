namespace MLNet.Autoencoder.Tests;

/// <summary>What a project may look like inside, and which others it may reference.</summary>
/// <param name="Name">Its folder in <c>src/</c>.</param>
/// <param name="Namespace">The namespace of the internal types at its root; a room's namespace is that with the names of its folders behind it.</param>
internal sealed record ProjectPlan(string Name, string Namespace)
{
    /// <summary>The room of the files beside the project file.</summary>
    public const string Root = "";

    /// <summary>The projects that it references.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>Its rooms from top to bottom, as folders from the project: one may use those above it.</summary>
    public required IReadOnlyList<string> Rooms { get; init; }

    /// <summary>The room in which every folder is a kind of its own: it may use the folders around it, and neither its siblings nor what is in them.</summary>
    public string? KindsRoom { get; init; }

    /// <summary>The files in <see cref="KindsRoom"/> that may use the kinds in the folders below them.</summary>
    public IReadOnlyList<string> Registrations { get; init; } = [];

    /// <summary>Kinds that may use a sibling all the same.</summary>
    public IReadOnlyList<(string Folder, string Uses)> Friends { get; init; } = [];

    /// <summary>Folders that are compiled as assemblies of their own, which the sources know under the alias "internals".</summary>
    public IReadOnlyList<string> Contracts { get; init; } = [];

    /// <summary>Its folder from the root of the repository.</summary>
    public string Folder => $"src/{Name}";
}
