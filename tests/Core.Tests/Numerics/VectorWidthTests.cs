using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class VectorWidthTests
{
    [Avx512Fact]
    public void Every_kernel_gives_the_same_bits_with_and_without_avx_512()
    {
        string widest = RunProbe(enableAvx512: "1");
        string narrower = RunProbe(enableAvx512: "0");

        Assert.Contains("normal", widest, StringComparison.Ordinal);
        Assert.Contains("with gaps and weights", widest, StringComparison.Ordinal);
        Assert.Equal(widest, narrower);
    }

    /// <summary>Widths are chosen when a process starts, and so each needs one of its own.</summary>
    private static string RunProbe(string enableAvx512)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "MLNet.Autoencoder.Core.Tests.Probe.dll")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_EnableAVX512"] = enableAvx512;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    /// <summary>Without AVX-512 both processes would use the same width, and the test could not fail.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class Avx512FactAttribute : FactAttribute
    {
        public Avx512FactAttribute() => Skip = Vector512.IsHardwareAccelerated ? null : "Needs a processor with AVX-512.";
    }
}
