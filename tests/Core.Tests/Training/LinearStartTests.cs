using MLNet.Autoencoder.Core.Tests.Numerics;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

public class LinearStartTests
{
    // The mean is (3, 5); the variances are 2 and ½, without correlation.
    private static readonly float[] Cross = [5, 5, 1, 5, 3, 6, 3, 4];

    private static AutoencoderModel Started(float[] rows, int d, int q, int[] hidden, AutoencoderKind kind, ReconstructionLoss? reconstruction = null)
    {
        var options = new AutoencoderOptions { Kind = kind, Reconstruction = reconstruction ?? new Gaussian() };
        NetworkParameters parameters = ParameterInitialization.Create(new Variational().Definition.LayoutOf(new NetworkArchitecture(d, hidden, q, Activation.Silu)), seed: 1);
        var store = new RowStore(d, hasWeights: false);
        foreach (float[] row in rows.Chunk(d))
        {
            store.Add(row, weight: 1);
        }

        LinearStart.Initialize(parameters, store, options, seed: 1);
        return new AutoencoderModel(new ModelContent(
            parameters,
            InputScaling.Identity(d),
            kind,
            options.Reconstruction,
            1,
            new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = rows.Length / d, ValidationRowCount = 0, SkippedRowCount = 0 }));
    }

    /// <summary>The reconstruction by PCA, in double precision.</summary>
    private static double[] ByPca(float[] training, float[] rows, int d, int q)
    {
        double[] mean = [.. Enumerable.Range(0, d).Select(slot => training.Where((_, i) => i % d == slot).Average(value => (double)value))];
        float[] centered = [.. training.Select((value, i) => (float)(value - mean[i % d]))];
        double[,] vectors = SymmetricEigen.Decompose(PrincipalComponentsTests.Covariance(centered, d), out _);
        return [.. rows.Chunk(d).SelectMany(row =>
        {
            double[] codes = [.. Enumerable.Range(0, q).Select(k => row.Select((value, i) => (value - mean[i]) * vectors[i, k]).Sum())];
            return mean.Select((value, i) => value + codes.Select((code, k) => code * vectors[i, k]).Sum());
        })];
    }

    private static double Explained(float[] rows, IEnumerable<double> reconstructed, int d)
    {
        double[] mean = [.. Enumerable.Range(0, d).Select(slot => rows.Where((_, i) => i % d == slot).Average(value => (double)value))];
        double residual = rows.Zip(reconstructed, (x, y) => (x - y) * (x - y)).Sum();
        return 1 - (residual / rows.Select((value, i) => (value - mean[i % d]) * (value - mean[i % d])).Sum());
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 5 })]
    [InlineData(new[] { 9, 4 })]
    public void Before_the_first_step_a_plain_model_reconstructs_like_PCA(int[] hidden)
    {
        float[] rows = [.. PrincipalComponentsTests.Rows(100, 6, 6).Select((value, i) => value + (i % 6))];

        AutoencoderModel model = Started(rows, 6, 2, hidden, new Plain());

        Assert.Equal(ByPca(rows, rows, 6, 2), model.Reconstruct(rows).Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void Before_the_first_step_the_codes_of_a_plain_model_have_mean_0_and_variance_1()
    {
        float[] codes = Started(Cross, 2, 1, [4], new Plain()).Encode(Cross);

        // (x₁ − 3)/√2.
        float[] expected = [MathF.Sqrt(2), -MathF.Sqrt(2), 0, 0];
        Assert.Equal(expected, codes, (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 4 })]
    public void Before_the_first_step_a_variational_model_has_the_posterior_of_probabilistic_PCA(int[] hidden)
    {
        var scorer = new RowScorer(Started(Cross, 2, 1, hidden, new Variational()));
        float[] means = new float[4];
        float[] logVariances = new float[4];

        scorer.Encode(Cross, means, logVariances);

        // Tipping and Bishop: s² = ½, the unexplained variance; W = √(λ − s²)·u; M = WᵀW + s² = λ = 2. The mean is Wᵀ(x − m)/M, the variance s²/M.
        float slope = MathF.Sqrt(1.5f) / 2;
        float[] expected = [2 * slope, -2 * slope, 0, 0];
        Assert.Equal(expected, means, (a, b) => Math.Abs(a - b) < 1e-5f);
        Assert.All(logVariances, value => Assert.Equal(MathF.Log(0.25f), value, 1e-5f));
    }

    [Theory]
    [InlineData(0.2f, 1f, 0.2)]
    [InlineData(0.2f, 3f, 0.6)]
    [InlineData(5f, 1f, 1.9)]
    public void A_given_variance_replaces_the_unexplained_variance_but_never_drowns_out_a_unit(float variance, float klWeight, double noise)
    {
        AutoencoderModel model = Started(Cross, 2, 1, [4], new Variational { KlWeight = klWeight }, new Gaussian { Variance = variance });

        // A unit keeps at least 5 % of its variance of 2, so the noise is at most 1.9.
        Assert.Equal(2 * Math.Sqrt(2 - noise) / 2, model.Encode(Cross)[0], 1e-5);
        Assert.Equal(3 + Math.Sqrt(2 - noise), model.Decode([1f])[0], 1e-5);
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 4 })]
    public void With_more_latent_units_than_slots_nothing_is_lost(int[] hidden)
    {
        AutoencoderModel model = Started(Cross, 2, 5, hidden, new Plain());

        Assert.Equal(Cross, model.Reconstruct(Cross), (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void A_fit_with_more_latent_units_than_slots_works()
    {
        float[] rows = PrincipalComponentsTests.Rows(100, 3, 3);

        AutoencoderModel model = Autoencoder.Fit(
            new InMemoryRows(rows, 3), new AutoencoderOptions { LatentDimension = 7, HiddenLayers = [8], Epochs = 5, Seed = 1 });

        Assert.All(model.Encode(rows), value => Assert.True(float.IsFinite(value)));
        Assert.True(Explained(rows, model.Reconstruct(rows).Select(value => (double)value), 3) > 0.8);
    }

    [Fact]
    public void A_single_row_is_reconstructed_exactly()
    {
        AutoencoderModel model = Started([1, 2, 3], 3, 2, [4], new Plain());

        Assert.Equal([1f, 2f, 3f], model.Reconstruct([1f, 2f, 3f]));
    }

    [Theory]
    [InlineData(300, 0.05f)]
    [InlineData(600, 0.05f)]
    [InlineData(150, 0.05f)]
    [InlineData(300, 0f)]
    [InlineData(600, 0f)]
    public void A_plain_fit_explains_unseen_rows_at_least_as_well_as_PCA(int count, float curvature)
    {
        // Three factors in eight slots with the same unit, linear or slightly curved, with noise. Both models get the same rows in the same unit: PCA of
        // standardized slots would explain less of them.
        float[] noise = new float[8 * 1600];
        new RandomStream(9, 99, 0).FillNormal(noise, 0);
        float[] rows = [.. PrincipalComponentsTests.Rows(1600, 8, 3).Select((value, i) => value + (curvature * value * value) + (0.1f * noise[i]))];
        float[] training = rows[..(count * 8)];
        float[] validation = rows[(600 * 8)..(700 * 8)];
        float[] unseen = rows[(700 * 8)..];

        AutoencoderModel model = Autoencoder.Fit(
            new InMemoryRows(training, 8),
            new InMemoryRows(validation, 8),
            new AutoencoderOptions { LatentDimension = 3, Kind = new Plain(), Scaling = Scaling.None, Seed = 1 });

        // If the factors are linear, the start is kept, and only rounding differs.
        double fitted = Explained(unseen, model.Reconstruct(unseen).Select(value => (double)value), 8);
        double pca = Explained(unseen, ByPca(training, unseen, 8, 3), 8);
        Assert.True(fitted >= pca - 1e-6, $"The model explains {fitted:P2}, PCA {pca:P2}.");
    }
}
