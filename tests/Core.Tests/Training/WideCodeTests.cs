using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Sparse codes with many more units than a row has slots.</summary>
public class WideCodeTests
{
    private const int Count = 600;
    private const int Dimension = 32;
    private const int Factors = 3;

    /// <summary>Nearly all of the variance lies along fewer components than there are units, so that most units cannot start from one.</summary>
    private static float[] Rows(ulong seed)
    {
        float[] rows = new float[Count * Dimension], factors = new float[Count * Factors], loadings = new float[Factors * Dimension];
        new RandomStream(seed, 99, 0).FillNormal(rows, 0);
        new RandomStream(seed, 99, 1).FillNormal(factors, 0);
        new RandomStream(seed, 99, 2).FillNormal(loadings, 0);
        return [.. rows.Select((noise, i) => (0.1f * noise) + Enumerable.Range(0, Factors).Sum(
            k => factors[(i / Dimension * Factors) + k] * loadings[(k * Dimension) + (i % Dimension)]))];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nearly_all_units_fire_for_some_row(int seed)
    {
        float[] rows = Rows((ulong)seed);
        var options = new AutoencoderOptions { LatentDimension = 4 * Dimension, Kind = new Sparse(), Seed = seed, Epochs = 60 };

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, Dimension), options);

        float[][] codes = [.. model.Encode(rows).Chunk(model.LatentDimension)];
        int firing = Enumerable.Range(0, model.LatentDimension).Count(unit => codes.Any(code => code[unit] > 0));
        Assert.InRange(firing, 0.95 * model.LatentDimension, model.LatentDimension);
    }
}
