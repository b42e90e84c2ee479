namespace MLNet.Autoencoder.Core.Tests.Model;

/// <summary>The two errors of a reconstruction: in the units of the input, and in those of the model.</summary>
public class ReconstructionErrorTests
{
    private const int D = 3;

    public static TheoryData<Scaling> Scalings => new(Scaling.Standardize, Scaling.MinMax, Scaling.None);

    [Theory]
    [MemberData(nameof(Scalings))]
    public void The_scaled_error_is_the_mean_of_squares_after_scaling(Scaling scaling)
    {
        float[] rows = Rows(200);
        AutoencoderModel model = Fit(rows, options => options.Scaling = scaling);
        double[] units = [.. Enumerable.Range(0, D).Select(slot => UnitOf([.. rows.Where((_, i) => i % D == slot)], scaling))];

        float[] reconstructions = model.Reconstruct(rows);
        float[] errors = model.ScaledReconstructionErrors(rows);

        Assert.Equal(200, errors.Length);
        Assert.All(errors, (error, row) => AssertClose(
            Enumerable.Range(0, D).Average(slot => Square((rows[(row * D) + slot] - reconstructions[(row * D) + slot]) / units[slot])), error));
    }

    [Fact]
    public void The_other_error_is_the_sum_of_squares_in_the_units_of_the_input()
    {
        float[] rows = Rows(200);
        AutoencoderModel model = Fit(rows);

        float[] reconstructions = model.Reconstruct(rows);
        float[] errors = model.ReconstructionErrors(rows);

        Assert.Equal(200, errors.Length);
        Assert.All(errors, (error, row) => AssertClose(
            Enumerable.Range(row * D, D).Sum(i => Square(rows[i] - reconstructions[i])), error));
    }

    [Fact]
    public void Only_the_scaled_error_does_not_depend_on_the_unit_of_a_slot()
    {
        // A factor of two changes no bit of a number in scaled units.
        float[] rows = Rows(200), inOtherUnits = [.. rows.Select((value, i) => i % D == 1 ? 1024 * value : value)];
        AutoencoderModel model = Fit(rows), other = Fit(inOtherUnits);

        Assert.Equal(model.ScaledReconstructionErrors(rows), other.ScaledReconstructionErrors(inOtherUnits));
        Assert.True(other.ReconstructionErrors(inOtherUnits).Average() > 100 * model.ReconstructionErrors(rows).Average());
    }

    [Fact]
    public void A_model_that_is_no_better_than_the_mean_row_has_a_mean_error_of_one()
    {
        float[] rows = Rows(200);
        AutoencoderModel model = Fit(rows, options => (options.Scaling, options.ValidationFraction) = (Scaling.Standardize, 0));
        NetworkParameters parameters = model.Content.Parameters;
        Assert.All(parameters.Tensors.Where(tensor => tensor.Name.StartsWith("decoder", StringComparison.Ordinal)), tensor => parameters[tensor].Clear());

        Assert.Equal(1, model.ScaledReconstructionErrors(rows).Average(), 1e-3f);
    }

    [Fact]
    public void Categories_and_Booleans_count_with_their_probabilities()
    {
        float[] rows = [.. Enumerable.Range(0, 100).SelectMany(i => new float[] { 1000 * i, i % 2, i % 3 == 0 ? 1 : 0, i % 3 == 0 ? 0 : 1 })];
        var mixed = new Mixed { Slots = [SlotRange.Binary(1, 1), SlotRange.OneHot(2, 2)] };
        AutoencoderModel model = Fit(rows, options => (options.Reconstruction, options.Scaling) = (mixed, Scaling.Standardize), dimension: 4);
        double unit = UnitOf([.. rows.Where((_, i) => i % 4 == 0)], Scaling.Standardize);

        float[] reconstructions = model.Reconstruct(rows);

        Assert.All(model.ScaledReconstructionErrors(rows), (error, row) => AssertClose(
            Enumerable.Range(0, 4).Average(slot => Square((rows[(row * 4) + slot] - reconstructions[(row * 4) + slot]) / (slot == 0 ? unit : 1))), error));
    }

    [Fact]
    public void Missing_values_do_not_count_and_a_row_without_any_value_has_no_error()
    {
        float[] rows = Rows(200);
        AutoencoderModel model = Fit(rows, options => (options.MissingValues, options.Scaling) = (MissingValues.Mask, Scaling.None));
        float[] row = [rows[0], float.NaN, rows[2]];
        float[] reconstruction = model.Reconstruct(row);
        double sum = Square(row[0] - reconstruction[0]) + Square(row[2] - reconstruction[2]);

        AssertClose(sum, Assert.Single(model.ReconstructionErrors(row)));
        AssertClose(sum / 2, Assert.Single(model.ScaledReconstructionErrors(row)));

        float[] empty = [float.NaN, float.NaN, float.NaN];
        Assert.Equal([float.NaN], model.ReconstructionErrors(empty));
        Assert.Equal([float.NaN], model.ScaledReconstructionErrors(empty));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_row_that_cannot_be_encoded_has_no_error_and_does_not_affect_others(float bad)
    {
        float[] rows = Rows(300);
        AutoencoderModel model = Fit(rows);
        (float[] expected, float[] expectedScaled) = (model.ReconstructionErrors(rows), model.ScaledReconstructionErrors(rows));

        rows[(150 * D) + 1] = bad;

        expected[150] = expectedScaled[150] = float.NaN;
        Assert.Equal(expected, model.ReconstructionErrors(rows));
        Assert.Equal(expectedScaled, model.ScaledReconstructionErrors(rows));
    }

    [Fact]
    public void No_rows_have_no_errors_and_parts_of_rows_are_refused()
    {
        AutoencoderModel model = Fit(Rows(200));

        Assert.Empty(model.ReconstructionErrors([]));
        Assert.Empty(model.ScaledReconstructionErrors([]));
        Assert.Throws<ArgumentException>(() => model.ReconstructionErrors(new float[D + 1]));
        Assert.Throws<ArgumentException>(() => model.ScaledReconstructionErrors(new float[D + 1]));
    }

    /// <summary>Rows whose slots have different units and offsets.</summary>
    private static float[] Rows(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).SelectMany(_ => new[] { random.NextSingle(), 8 + (4 * random.NextSingle()), 64 * random.NextSingle() })];
    }

    private static AutoencoderModel Fit(float[] rows, Action<AutoencoderOptions>? set = null, int dimension = D)
    {
        var options = new AutoencoderOptions { LatentDimension = 1, HiddenLayers = [4], Epochs = 3, Seed = 1, Scaling = Scaling.Standardize };
        set?.Invoke(options);
        return Autoencoder.Fit(new InMemoryRows(rows, dimension), options);
    }

    private static double UnitOf(float[] values, Scaling scaling) => scaling switch
    {
        Scaling.None => 1,
        Scaling.Standardize => Math.Sqrt(values.Average(value => Square(value - values.Average(other => (double)other)))),
        Scaling.MinMax => (double)values.Max() - values.Min(),
        Scaling.Automatic => throw new ArgumentOutOfRangeException(nameof(scaling)),
        _ => throw new ArgumentOutOfRangeException(nameof(scaling)),
    };

    private static double Square(double value) => value * value;

    private static void AssertClose(double expected, float actual) => Assert.Equal(expected, actual, 1e-4 * (1e-3 + expected));
}
