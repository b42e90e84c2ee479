using System.Diagnostics;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

/// <summary>Sizes at which indices computed in 32 bits would overflow.</summary>
public class LargeSizeTests
{
    private static readonly Lazy<string> Reference = new(() => RunProbe(1 << 22, disabled: null));

    /// <summary>
    /// The program compares products, codes and reconstructions with plain loops. What it prints, with a training step, must not depend on the vectors.
    /// </summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void Millions_of_slots_give_the_bytes_of_a_plain_loop_at_any_vector_width(string disabled)
    {
        Assert.Contains("step ", Reference.Value, StringComparison.Ordinal);
        Assert.Contains("decoded, 1 rows ", Reference.Value, StringComparison.Ordinal);
        Assert.Equal(Reference.Value, RunProbe(1 << 22, disabled));
    }

    /// <summary>The number of slots at which the products of a single row once went wrong without vectors.</summary>
    [Fact]
    public void Without_vectors_a_quarter_of_a_million_slots_give_the_same_bytes() =>
        Assert.Equal(RunProbe(1 << 18, disabled: null), RunProbe(1 << 18, "DOTNET_EnableHWIntrinsic"));

    [Theory]
    [InlineData(7, 1, 7)]
    [InlineData(8, 7, 2)]
    [InlineData(0, 5, 0)]
    [InlineData(int.MaxValue, 1, int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue, 1)]
    [InlineData(int.MaxValue, 32, 1 << 26)]
    public void A_quotient_is_rounded_up_without_overflow(int length, int unit, int expected) => Assert.Equal(expected, Division.RoundUp(length, unit));

    /// <summary>No file has more than 2^29 weights. A code of one unit would otherwise take up to 32 times its size, and more than an array holds.</summary>
    [Theory]
    [InlineData(1, 1 << 29)]
    [InlineData(3, (1 << 29) / 3)]
    [InlineData(17, (1 << 29) / 17)]
    [InlineData(33, (1 << 29) / 33)]
    [InlineData(1 << 29, 1)]
    public void Packed_weights_take_less_than_twice_their_size(int outputs, int inputs) =>
        Assert.InRange(PackedWeights.LengthOf(outputs, inputs), outputs * inputs, (2L * outputs * inputs) + 64);

    [Theory]
    [InlineData(64, 128, 8, 128)]
    [InlineData(1 << 18, 0, 8, 16)]
    [InlineData(1, 1 << 25, 1, 1)]
    [InlineData(1, 0, 1 << 25, 1)]
    [InlineData(1, int.MaxValue, int.MaxValue, 1)]
    public void Wide_layers_of_any_kind_are_scored_a_few_rows_at_a_time(int slots, int hidden, int latent, int rows) =>
        Assert.Equal(rows, RowScorer.BlockRowsOf(new NetworkArchitecture(slots, hidden == 0 ? [] : [hidden], latent, Activation.Relu)));

    /// <summary>The output without its first line, which names the vector width.</summary>
    private static string RunProbe(int slots, string? disabled)
    {
        ProcessStartInfo start = ChildProcess.StartInfo("Probe", "large", $"{slots}");
        if (disabled is not null)
        {
            start.Environment[disabled] = "0";
        }

        string output = ChildProcess.Run(start);
        string width = output[..output.IndexOf('\n')];
        Assert.True(disabled != "DOTNET_EnableHWIntrinsic" || width.TrimEnd() == "panels of 2", width);
        return output[width.Length..];
    }
}
