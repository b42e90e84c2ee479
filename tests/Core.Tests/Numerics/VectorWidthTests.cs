using System.Diagnostics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class VectorWidthTests
{
    private static readonly Lazy<string> Reference = new(() => RunProbe(threads: 1));

    /// <summary>Also without fused multiply-add instructions, and without any vectors: slower, but the same.</summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableFMA")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void Every_kernel_and_fit_gives_the_same_bits_without_the_newest_instructions(string disabled)
    {
        Assert.Contains("normal", Reference.Value, StringComparison.Ordinal);
        Assert.Contains("with gaps and weights", Reference.Value, StringComparison.Ordinal);
        Assert.Equal(Reference.Value, RunProbe(threads: 1, disabled));
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(4, null)]
    [InlineData(2, "DOTNET_EnableAVX512")]
    [InlineData(4, "DOTNET_EnableAVX512")]
    public void Every_fit_gives_the_same_bytes_on_any_number_of_threads(int threads, string? disabled)
    {
        Assert.Contains("fit wide Silu", Reference.Value, StringComparison.Ordinal);
        Assert.Equal(Reference.Value, RunProbe(threads, disabled));
    }

    /// <summary>The vector width is chosen when a process starts, so each width needs its own process.</summary>
    private static string RunProbe(int threads, string? disabled = null)
    {
        ProcessStartInfo start = ChildProcess.StartInfo("Probe", $"{threads}");
        if (disabled is not null)
        {
            start.Environment[disabled] = "0";
        }

        return ChildProcess.Run(start);
    }
}
