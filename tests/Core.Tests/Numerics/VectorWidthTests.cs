using System.Diagnostics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class VectorWidthTests
{
    private static readonly Lazy<string> Reference = new(() => RunProbe(threads: 1));

    /// <summary>Without fused multiply-add instructions too, and without any vectors: slower, and the same.</summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableFMA")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void Every_kernel_and_fit_gives_the_same_bits_on_lesser_processors(string lacking)
    {
        Assert.Contains("normal", Reference.Value, StringComparison.Ordinal);
        Assert.Contains("with gaps and weights", Reference.Value, StringComparison.Ordinal);
        Assert.Equal(Reference.Value, RunProbe(threads: 1, lacking));
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(4, null)]
    [InlineData(2, "DOTNET_EnableAVX512")]
    [InlineData(4, "DOTNET_EnableAVX512")]
    public void Every_fit_gives_the_same_bytes_on_any_number_of_threads(int threads, string? lacking)
    {
        Assert.Contains("fit wide Silu", Reference.Value, StringComparison.Ordinal);
        Assert.Equal(Reference.Value, RunProbe(threads, lacking));
    }

    /// <summary>Widths are chosen when a process starts, and so each needs one of its own.</summary>
    private static string RunProbe(int threads, string? lacking = null)
    {
        ProcessStartInfo start = ChildProcess.StartInfo("Probe", $"{threads}");
        if (lacking is not null)
        {
            start.Environment[lacking] = "0";
        }

        return ChildProcess.Run(start);
    }
}
