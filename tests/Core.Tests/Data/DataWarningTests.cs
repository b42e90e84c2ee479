using MLNet.Autoencoder.Core.Tests.Training;

namespace MLNet.Autoencoder.Core.Tests.Data;

public class DataWarningTests
{
    private static readonly float[] Rows = [.. Enumerable.Range(0, 30).SelectMany(i => new[] { i, 7f, float.NaN, 7f, i % 4 })];

    [Fact]
    public void Constant_columns_and_such_as_never_held_a_value_are_told_of()
    {
        AutoencoderOptions options = Fits.Options();
        options.MissingValues = MissingValues.Mask;

        List<string> warnings = Fits.Warnings(new InMemoryRows(Rows, 5), options);

        Assert.Equal(2, warnings.Count);
        Assert.Contains(warnings, warning => warning.StartsWith("1 of 5 slots, slot 2 the first of them, never held a value", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.StartsWith("2 of 5 slots, slot 1 the first of them, hold one value", StringComparison.Ordinal));
    }

    [Fact]
    public void Such_columns_do_no_harm()
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
    public void Where_nothing_is_scaled_slots_of_very_uneven_spread_are_told_of(Scaling scaling, float ratio, int expected)
    {
        AutoencoderOptions options = Fits.Options();
        (options.Scaling, options.LearningRate) = (scaling, 1e-6f);
        float[] rows = [.. Fits.Rows(50, 1).SelectMany(value => new[] { value, ratio * value })];

        List<string> warnings = Fits.Warnings(new InMemoryRows(rows, 2), options);

        Assert.Equal(expected, warnings.Count(warning => warning.Contains("Use Scaling = Standardize", StringComparison.Ordinal)));
    }

    [Fact]
    public void Sound_columns_are_not_told_of() => Assert.Empty(Fits.Warnings(new InMemoryRows(Fits.Rows(50, 3), 3), Fits.Options()));
}
