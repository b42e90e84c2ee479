namespace MLNet.Autoencoder.Core.Tests.Model;

/// <summary>Decoding with units that are set or removed.</summary>
public sealed class CodeEditTests
{
    private static readonly AutoencoderModel Model = Autoencoder.Fit(
        new InMemoryRows(Training.Fits.Rows(60, 6), 6),
        new AutoencoderOptions { LatentDimension = 4, HiddenLayers = [5], Kind = new Sparse(), Epochs = 2, Seed = 1 });

    [Fact]
    public void Chosen_units_are_replaced_in_every_code() => Assert.Equal(
        Model.Decode([1, 0, 3, 9, 5, 0, 7, 9]), Model.Decode([1, 2, 3, 4, 5, 6, 7, 8], new CodeEdit(1, 0), new CodeEdit(3, 9)));

    [Fact]
    public void The_last_of_several_values_counts_and_the_codes_stay_as_they_are()
    {
        float[] codes = [1, 2, 3, 4];

        Assert.Equal(Model.Decode([1, 7, 3, 4]), Model.Decode(codes, new CodeEdit(1, 0), new CodeEdit(1, 7)));
        Assert.Equal([1, 2, 3, 4], codes);
    }

    [Fact]
    public void Without_edits_codes_are_decoded_as_they_are() => Assert.Equal(Model.Decode([1, 2, 3, 4]), Model.Decode([1, 2, 3, 4], []));

    [Fact]
    public void Units_that_do_not_exist_and_values_that_are_not_finite_are_refused()
    {
        float[] codes = [1, 2, 3, 4];

        Assert.Contains("Unit must be 0 to 3, but it is 4", Assert.Throws<ArgumentOutOfRangeException>(() => Model.Decode(codes, new CodeEdit(4, 0))).Message);
        Assert.Contains("Unit must be 0 to 3, but it is -1", Assert.Throws<ArgumentOutOfRangeException>(() => Model.Decode(codes, new CodeEdit(-1, 0))).Message);
        Assert.Contains(
            "Value must be a finite number for unit 2, but it is NaN",
            Assert.Throws<ArgumentOutOfRangeException>(() => Model.Decode(codes, new CodeEdit(2, float.NaN))).Message);
        Assert.Throws<ArgumentException>(() => Model.Decode(codes.AsSpan(1), new CodeEdit(0, 1)));
    }
}
