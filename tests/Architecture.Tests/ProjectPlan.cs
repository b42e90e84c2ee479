namespace MLNet.Autoencoder.Tests;

/// <summary>The rooms of a project and the projects it references.</summary>
/// <param name="Name">Its folder in <c>src/</c>.</param>
/// <param name="Namespace">The namespace of the internal types at its root. A room appends the names of its folders.</param>
internal sealed record ProjectPlan(string Name, string Namespace)
{
    /// <summary>The room of the files next to the project file.</summary>
    public const string Root = "";

    /// <summary>The projects it references.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>Its rooms from top to bottom, as paths relative to the project. A room may use the rooms above it.</summary>
    public required IReadOnlyList<string> Rooms { get; init; }

    /// <summary>The room in which every folder is a kind. A kind may use its parent folders, but no sibling.</summary>
    public string? KindsRoom { get; init; }

    /// <summary>The files in <see cref="KindsRoom"/> that may use the kinds in their subfolders.</summary>
    public IReadOnlyList<string> Registrations { get; init; } = [];

    /// <summary>The exceptions: a kind and the sibling it may use.</summary>
    public IReadOnlyList<(string Folder, string Uses)> Friends { get; init; } = [];

    /// <summary>Folders that are compiled as separate assemblies, which the project references under the alias "internals".</summary>
    public IReadOnlyList<string> Contracts { get; init; } = [];

    /// <summary>Its folder, relative to the root of the repository.</summary>
    public string Folder => $"src/{Name}";
}
