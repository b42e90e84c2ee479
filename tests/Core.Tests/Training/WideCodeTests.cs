using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Sparse codes with many more units than a row has slots.</summary>
public class WideCodeTests
{
    private const int Count = 2_000;
    private const int Dimension = 16;
    private const int Atoms = 64;
    private const float Probability = 3f / Atoms;

    /// <summary>Rows of three random atoms on average.</summary>
    private static float[] Rows(ulong seed)
    {
        float[] atoms = new float[Atoms * Dimension], choices = new float[Count * Atoms], rows = new float[Count * Dimension];
        new RandomStream(seed, 99, 0).FillNormal(atoms, 0);
        new RandomStream(seed, 99, 1).FillUniform(choices, 0);
        for (int i = 0; i < rows.Length; i++)
        {
            (int row, int slot) = (i / Dimension, i % Dimension);
            rows[i] = Enumerable.Range(0, Atoms).Sum(atom => choices[(row * Atoms) + atom] < Probability ? atoms[(atom * Dimension) + slot] : 0);
        }

        return rows;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nearly_all_units_fire_for_some_row(int seed)
    {
        float[] rows = Rows((ulong)seed);
        var options = new AutoencoderOptions { LatentDimension = Atoms, Kind = new Sparse(), Seed = seed, Epochs = 60 };

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, Dimension), options);

        float[][] codes = [.. model.Encode(rows).Chunk(model.LatentDimension)];
        int firing = Enumerable.Range(0, Atoms).Count(unit => codes.Any(code => code[unit] > 0));
        Assert.InRange(firing, 0.95 * Atoms, Atoms);
    }
}
