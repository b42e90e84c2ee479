namespace MLNet.Autoencoder.Tests;

/// <summary>A test that runs a program of the cases. It is skipped if they are not on this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CaseFactAttribute : FactAttribute
{
    public CaseFactAttribute() => Skip = Directory.Exists(Case.Folder) ? null : "Needs the cases, in the folder shared/cases beside the repository.";
}
