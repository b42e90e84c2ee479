namespace MLNet.Autoencoder.Tests;

/// <summary>
/// A test of what only the real Microsoft.ML has; skipped, by name, where the contract double stands in for it. The body is compiled
/// under MICROSOFT_ML_PACKAGE where the double lacks the members it uses.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealPackageFactAttribute : FactAttribute
{
#if MICROSOFT_ML_PACKAGE
    private const string? ReasonToSkip = null;
#else
    private const string? ReasonToSkip = "Needs the real Microsoft.ML.";
#endif

    public RealPackageFactAttribute() => Skip = ReasonToSkip;
}
