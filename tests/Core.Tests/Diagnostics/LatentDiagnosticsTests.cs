using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Core.Tests.Diagnostics;

public class LatentDiagnosticsTests
{
    [Fact]
    public void Units_report_the_mean_variance_and_divergence_of_their_codes()
    {
        // σ = 1, and μ = x and 3x over the rows −1 and 1: variances 1 and 9, divergences ½ and 4½.
        LatentDiagnostics diagnostics = Linear(mean: [1, 3], output: [0, 0]).Diagnose(new InMemoryRows(new float[] { -1, 1 }, 1));

        Assert.Equal([0, 0], diagnostics.Units.Select(unit => unit.Mean));
        Assert.Equal([1, 9], diagnostics.Units.Select(unit => unit.Variance));
        Assert.Equal([0.5, 4.5], diagnostics.Units.Select(unit => unit.KlDivergence));
        Assert.Equal(2, diagnostics.ActiveUnits);
        Assert.Equal(2, diagnostics.RowCount);
    }

    [Fact]
    public void A_unit_whose_code_hardly_varies_is_not_active()
    {
        LatentDiagnostics diagnostics = Linear(mean: [1, 0.09f], output: [1, 1]).Diagnose(new InMemoryRows(new float[] { -1, 1 }, 1));

        Assert.Equal([true, false], diagnostics.Units.Select(unit => unit.IsActive));
    }

    [Fact]
    public void Influence_is_how_far_the_reconstruction_moves_without_the_unit()
    {
        // x̂ = 1·x + 2·3x: without the first unit it moves by x, without the second by 6x.
        LatentDiagnostics diagnostics = Linear(mean: [1, 3], output: [1, 2]).Diagnose(new InMemoryRows(new float[] { -1, 1 }, 1));

        Assert.Equal([1, 36], diagnostics.Units.Select(unit => unit.Influence));
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(60_000)]
    public void Sorted_rows_are_sampled_throughout(int count)
    {
        // Half of the rows are −1, half are 1: the code varies by 1 over all of them, and not at all over either half.
        float[] rows = [.. Enumerable.Range(0, count).Select(i => i < count / 2 ? -1f : 1f)];

        LatentDiagnostics diagnostics = Linear(mean: [1, 0], output: [1, 0]).Diagnose(new InMemoryRows(rows, 1));

        Assert.Equal(Math.Min(count, 20_000), diagnostics.RowCount);
        Assert.Equal(0, diagnostics.Units[0].Mean, 0.03);
        Assert.Equal(1, diagnostics.Units[0].Influence, 0.01);
        Assert.Equal(1, diagnostics.ExplainedVariance, 1e-6);
    }

    [Fact]
    public void Every_row_is_equally_likely_to_be_sampled()
    {
        // Row i has the value i. With 20,000 of 100,000 rows, the standard error of the mean is 204 · √0.8; with the first or last ones, the mean is
        // off by 40,000.
        float[] rows = [.. Enumerable.Range(0, 100_000).Select(i => (float)i)];

        LatentUnit unit = Linear(mean: [1, 0], output: [1, 0]).Diagnose(new InMemoryRows(rows, 1)).Units[0];

        Assert.Equal(49_999.5, unit.Mean, 4 * 183.0);
        Assert.Equal(28_867.5, Math.Sqrt(unit.Variance), 400.0);
    }

    [Fact]
    public void Units_with_the_same_information_correlate_and_a_constant_unit_does_not()
    {
        LatentDiagnostics diagnostics = Linear(mean: [2, -1], output: [1, 1]).Diagnose(new InMemoryRows(new float[] { -1, 1, 3 }, 1));

        Assert.Equal(-1, diagnostics.Correlation(0, 1), 1e-6);
        Assert.Equal(1, diagnostics.Correlation(1, 1), 1e-6);
        Assert.Equal(0, Linear(mean: [2, 0], output: [1, 1]).Diagnose(new InMemoryRows(new float[] { -1, 1 }, 1)).Correlation(0, 1));
    }

    [Fact]
    public void Explained_variance_is_1_for_a_perfect_reconstruction_and_0_for_the_mean()
    {
        var rows = new InMemoryRows(new float[] { -1, 1 }, 1);

        Assert.Equal(1, Linear(mean: [1, 0], output: [1, 0]).Diagnose(rows).ExplainedVariance, 1e-6);
        Assert.Equal(0, Linear(mean: [1, 0], output: [0, 0]).Diagnose(rows).ExplainedVariance, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Identical_rows_have_no_variance_to_explain(int count)
    {
        var rows = new InMemoryRows(Enumerable.Repeat(0.1f, count).ToArray(), 1);

        LatentDiagnostics diagnostics = Linear(mean: [1, 0], output: [0, 0]).Diagnose(rows);

        Assert.Equal((0.0, 0.0), (diagnostics.ExplainedVariance, diagnostics.PrincipalComponentsExplainedVariance));
    }

    [Fact]
    public void A_fit_that_stays_at_its_start_explains_as_much_as_principal_components()
    {
        float[] rows = Training.Fits.Rows(300, 6);
        AutoencoderModel model = Autoencoder.Fit(
            new InMemoryRows(rows, 6),
            new AutoencoderOptions { Kind = new Plain(), LatentDimension = 2, HiddenLayers = [], Epochs = 1, LearningRate = 1e-9f, Seed = 1 });

        LatentDiagnostics diagnostics = model.Diagnose(new InMemoryRows(rows, 6));

        Assert.InRange(diagnostics.PrincipalComponentsExplainedVariance, 0.2, 0.99);
        Assert.Equal(diagnostics.PrincipalComponentsExplainedVariance, diagnostics.ExplainedVariance, 1e-4);
    }

    [Fact]
    public void Rows_that_cannot_be_encoded_are_left_out()
    {
        LatentDiagnostics diagnostics = Linear(mean: [1, 3], output: [1, 2]).Diagnose(
            new InMemoryRows(new float[] { -1, float.NaN, 1, float.PositiveInfinity }, 1));

        Assert.Equal(2, diagnostics.RowCount);
        Assert.Equal([1, 36], diagnostics.Units.Select(unit => unit.Influence));
    }

    [Fact]
    public void Rows_and_units_that_cannot_be_measured_are_refused_with_a_reason()
    {
        AutoencoderModel model = Linear(mean: [1, 3], output: [1, 2]);

        Assert.Contains("2 values", Assert.Throws<ArgumentException>(() => model.Diagnose(new InMemoryRows(new float[4], 2))).Message);
        Assert.Contains("none of 1 rows", Assert.Throws<InvalidOperationException>(() => model.Diagnose(new InMemoryRows(new[] { float.NaN }, 1))).Message);
        Assert.Contains(
            "0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => model.Diagnose(new InMemoryRows(new float[2], 1)).Correlation(0, 2)).Message);
    }

    [Fact]
    public void More_units_than_pairs_can_be_held_for_are_refused_before_the_rows_are_read()
    {
        var parameters = new NetworkParameters(new Variational().Definition.LayoutOf(new NetworkArchitecture(1, [], 46_341, Activation.Relu)));
        var history = new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = 0, ValidationRowCount = 0, SkippedRowCount = 0 };
        var model = new AutoencoderModel(new ModelContent(parameters, InputScaling.Identity(1), new Variational(), new Gaussian(), Seed: 0, history));

        var refusal = Assert.Throws<InvalidOperationException>(() => model.Diagnose(new InMemoryRows(new float[2], 1)));

        Assert.Contains("46341 latent units, but at most 46340", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>One slot and two units: μ = mean·x with σ = 1, x̂ = output·z.</summary>
    private static AutoencoderModel Linear(float[] mean, float[] output)
    {
        var parameters = new NetworkParameters(new Variational().Definition.LayoutOf(new NetworkArchitecture(1, [], 2, Activation.Relu)));
        parameters.Values.Clear();
        mean.CopyTo(parameters.Layout.EncoderMean.Weight(parameters.Values));
        output.CopyTo(parameters.Layout.DecoderOutput.Weight(parameters.Values));
        var history = new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = 0, ValidationRowCount = 0, SkippedRowCount = 0 };
        return new AutoencoderModel(new ModelContent(
            parameters, InputScaling.Identity(1), new Variational(), new Gaussian(), Seed: 0, history));
    }
}
