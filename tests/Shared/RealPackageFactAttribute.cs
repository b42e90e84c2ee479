using Xunit;

namespace MLNet.Autoencoder.Tests;

/// <summary>
/// A test of what only the real Microsoft.ML has; skipped, by name, where the contract double stands in for it. The body is compiled
/// under MICROSOFT_ML_PACKAGE where the double lacks the members it uses.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealPackageFactAttribute : FactAttribute
{
    public RealPackageFactAttribute() => Skip = RealPackage.ReasonToSkip;
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealPackageTheoryAttribute : TheoryAttribute
{
    public RealPackageTheoryAttribute() => Skip = RealPackage.ReasonToSkip;
}

internal static class RealPackage
{
#if MICROSOFT_ML_PACKAGE
    public const string? ReasonToSkip = null;
#else
    public const string? ReasonToSkip = "Needs the real Microsoft.ML.";
#endif
}
