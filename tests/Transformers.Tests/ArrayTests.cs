namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>The transformer's methods for plain arrays.</summary>
public sealed class ArrayTests
{
    private static readonly float[] Rows = [0.1f, 0.2f, 0.3f, 0.4f, -1f, 0f, 1f, 2f];

    [Fact]
    public void Encode_returns_a_code_of_q_values_for_each_row() =>
        Assert.Equal(2 * 2, Fitted.Transformer().Encode(Rows).Length);

    [Fact]
    public void Reconstruct_encodes_and_decodes()
    {
        var transformer = Fitted.Transformer();

        Assert.Equal(transformer.Decode(transformer.Encode(Rows)), transformer.Reconstruct(Rows));
    }

    [Fact]
    public void Sample_gives_the_same_rows_for_the_same_seed()
    {
        var transformer = Fitted.Transformer();

        Assert.Equal(3 * Fitted.Dimension, transformer.Sample(3, seed: 9).Length);
        Assert.Equal(transformer.Sample(3, seed: 9), transformer.Sample(3, seed: 9));
        Assert.NotEqual(transformer.Sample(3, seed: 9), transformer.Sample(3, seed: 10));
    }

    [Fact]
    public void An_incomplete_row_is_refused() =>
        Assert.Throws<ArgumentException>(() => Fitted.Transformer().Encode(Rows.AsSpan(1)));
}
