[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>A test that runs mpirun. It fails where one is not installed, and is skipped only on systems other than Linux.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MpiTheoryAttribute : TheoryAttribute
{
    public MpiTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Runs on Linux only.";
}
