namespace MLNet.Autoencoder.Tests.Packages;

/// <summary>A test that publishes with NativeAOT, which links with the platform's own tools. It is skipped if they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeAotFactAttribute : FactAttribute
{
    public NativeAotFactAttribute() => Skip = ReasonToSkip();

    private static string? ReasonToSkip()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Runs on Linux only.";
        }

        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return path.Any(folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc")))
            ? null
            : "Needs clang or gcc, to link (apt-get install gcc libc6-dev zlib1g-dev).";
    }
}
