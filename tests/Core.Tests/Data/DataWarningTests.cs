using MLNet.Autoencoder.Core.Tests.Training;

namespace MLNet.Autoencoder.Core.Tests.Data;

public class DataWarningTests
{
    private static readonly float[] Rows = [.. Enumerable.Range(0, 30).SelectMany(i => new[] { i, 7f, float.NaN, 7f, i % 4 })];

    [Fact]
    public void Constant_and_empty_columns_cause_a_warning()
    {
        AutoencoderOptions options = Fits.Options();
        options.MissingValues = MissingValues.Mask;

        List<string> warnings = Fits.Warnings(new InMemoryRows(Rows, 5), options);

        Assert.Equal(2, warnings.Count);
        Assert.Contains("Nothing can be learned from 1 of 5 slots, because no row has a value there. The first is slot 2.", warnings);
        Assert.Contains("Nothing can be learned from 2 of 5 slots, because every row has the same value there. The first is slot 1.", warnings);
    }

    [Fact]
    public void Constant_and_empty_columns_do_no_harm()
    {
        AutoencoderOptions options = Fits.Options();
        options.MissingValues = MissingValues.Mask;

        float[] reconstructed = Autoencoder.Fit(new InMemoryRows(Rows, 5), options).Reconstruct(Rows);

        Assert.All(reconstructed, value => Assert.True(float.IsFinite(value)));
        Assert.All(reconstructed.Where((_, i) => i % 5 == 1), value => Assert.InRange(value, 6f, 8f));
    }

    [Theory]
    [InlineData(Scaling.None, 2000f, 1)]
    [InlineData(Scaling.None, 500f, 0)]
    [InlineData(Scaling.Automatic, 2000f, 0)]
    public void Without_scaling_very_different_deviations_cause_a_warning(Scaling scaling, float ratio, int expected)
    {
        AutoencoderOptions options = Fits.Options();
        (options.Scaling, options.LearningRate) = (scaling, 1e-6f);
        float[] rows = [.. Fits.Rows(50, 1).SelectMany(value => new[] { value, ratio * value })];

        List<string> warnings = Fits.Warnings(new InMemoryRows(rows, 2), options);

        Assert.Equal(expected, warnings.Count(warning => warning.Contains("Use Scaling = Standardize", StringComparison.Ordinal)));
    }

    [Fact]
    public void Ordinary_columns_cause_no_warning() => Assert.Empty(Fits.Warnings(new InMemoryRows(Fits.Rows(50, 3), 3), Fits.Options()));
}
