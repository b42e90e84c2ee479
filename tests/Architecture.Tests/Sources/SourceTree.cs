using Microsoft.CodeAnalysis;

namespace MLNet.Autoencoder.Tests;

/// <summary>All projects in <c>src/</c>, compiled once and shared by the tests.</summary>
public sealed class SourceTree
{
    private readonly Dictionary<string, SourceProject> _projects = [];

    public SourceTree()
    {
        MetadataReference[] packages = [.. Packages().Select(path => MetadataReference.CreateFromFile(path))];
        foreach (ProjectPlan plan in House.Projects)
        {
            MetadataReference[] known = [.. packages, .. _projects.Values.Select(project => project.Compilation.ToMetadataReference())];
            _projects.Add(plan.Name, SourceProject.FromFolder(plan.Folder, plan.Contracts, [.. known, .. ContractsOf(plan)]));
        }
    }

    /// <summary>The names of the projects, as rows for a theory.</summary>
    public static TheoryData<string> Names => [.. House.Projects.Select(plan => plan.Name)];

    internal SourceProject this[string name] => _projects[name];

    /// <summary>The plan of a project.</summary>
    internal static ProjectPlan PlanOf(string name) => House.Projects.Single(plan => plan.Name == name);

    private static IEnumerable<string> Packages() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("MLNet.Autoencoder", StringComparison.Ordinal));

    /// <summary>A contract replaces the assembly whose name it has, so it is compiled without that assembly.</summary>
    private static IEnumerable<MetadataReference> ContractsOf(ProjectPlan plan)
    {
        string[] folders = [.. plan.Contracts.Select(contract => $"{plan.Folder}/{contract}")];
        string[] replaced = [.. folders.Select(SourceProject.AssemblyOf)];
        List<MetadataReference> references = [.. Packages().Where(path => !replaced.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path))];
        foreach (string folder in folders)
        {
            MetadataReference contract = SourceProject.FromFolder(folder, [], references).Compilation.ToMetadataReference();
            references.Add(contract);
            yield return contract.WithAliases(["internals"]);
        }
    }
}
