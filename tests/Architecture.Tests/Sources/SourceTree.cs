using Microsoft.CodeAnalysis;

namespace MLNet.Autoencoder.Tests;

/// <summary>All projects of <c>src/</c>, read and compiled once for the tests that share it.</summary>
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

    /// <summary>The names of the projects, one for each row of a theory.</summary>
    public static TheoryData<string> Names => [.. House.Projects.Select(plan => plan.Name)];

    internal SourceProject this[string name] => _projects[name];

    /// <summary>The plan of a project.</summary>
    internal static ProjectPlan PlanOf(string name) => House.Projects.Single(plan => plan.Name == name);

    private static IEnumerable<string> Packages() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("MLNet.Autoencoder", StringComparison.Ordinal));

    /// <summary>Contracts take the place of the assemblies whose names they bear, and so are compiled without these.</summary>
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
