using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Tests;

/// <summary>Tables in which nearly all rows are equal, or in which a single row is absurd: default fits work and explain what there is to explain.</summary>
public sealed class RareRowTests
{
    private const int Dimension = 8;
    private const int Count = 2_000;

    // What a nonlinear model may lose of the variance that principal components explain.
    private const double Tolerance = 0.05;

    private static readonly AutoencoderKind[] KindsToTest =
    [
        new Variational(), new Plain(), new Denoising(),
        new Sparse(), new Sparse { Sparsity = new BatchTopK() }, new Sparse { Sparsity = new JumpRelu() }, new Sparse { Sparsity = new Gated() },
        new Sparse { Sparsity = new L1Penalty() },
    ];

    public static TheoryData<AutoencoderKind> Kinds() => [.. KindsToTest];

    public static TheoryData<AutoencoderKind, int> Fits()
    {
        var fits = new TheoryData<AutoencoderKind, int>();
        foreach (AutoencoderKind kind in KindsToTest)
        {
            for (int seed = 1; seed <= 3; seed++)
            {
                fits.Add(kind, seed);
            }
        }

        return fits;
    }

    /// <summary>Two rows are not zero.</summary>
    private static float[] TwoRows(int seed)
    {
        float[] rows = new float[Count * Dimension], draws = new float[(2 * Dimension) + 2];
        new RandomStream((ulong)seed, 99, 0).FillUniform(draws, 0);
        for (int i = 0; i < 2; i++)
        {
            int row = (int)(draws[^(i + 1)] * Count / 2) + (i * Count / 2);
            for (int slot = 0; slot < Dimension; slot++)
            {
                rows[(row * Dimension) + slot] = (2 * draws[(i * Dimension) + slot]) - 1;
            }
        }

        return rows;
    }

    /// <summary>Counts that are zero, but for about five in sixteen thousand.</summary>
    private static float[] Counters(int seed)
    {
        float[] draws = new float[2 * Count * Dimension];
        new RandomStream((ulong)seed, 99, 1).FillUniform(draws, 0);
        return [.. draws.Chunk(2).Select(pair => pair[0] < 0.0003f ? 1 + (float)Math.Floor(5 * pair[1]) : 0)];
    }

    private static float[] Normal(int count, ulong seed)
    {
        float[] rows = new float[count * Dimension];
        new RandomStream(seed, 99, 2).FillNormal(rows, 0);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i % Dimension == 0 ? rows[i] : (0.3f * rows[i]) + (0.9f * rows[i - 1]);
        }

        return rows;
    }

    private static TableView View(float[] rows) => new(rows.Length / Dimension, TableColumn.Vector(
        "Features",
        new VectorDataViewType(NumberDataViewType.Single, Dimension),
        i => new VBuffer<float>(Dimension, rows[(i * Dimension)..((i + 1) * Dimension)])));

    private static AutoencoderFeaturesTransformer Fit(
        float[] rows, AutoencoderKind kind, int seed = 1, float[]? validation = null, Action<AutoencoderFeaturesOptions>? change = null)
    {
        var options = new AutoencoderFeaturesOptions { InputColumnName = "Features", OutputColumnName = "Latent", LatentDimension = 2, Kind = kind, Seed = seed };
        change?.Invoke(options);
        return new MLContext(seed).Transforms.AutoencoderFeatures(options).Fit(View(rows), validation is null ? null : View(validation));
    }

    private static void AssertExplainsAsMuchAsComponents(AutoencoderFeaturesTransformer transformer, float[] rows)
    {
        LatentDiagnostics diagnostics = transformer.Diagnose(View(rows));
        Assert.InRange(diagnostics.ExplainedVariance, diagnostics.PrincipalComponentsExplainedVariance - Tolerance, 1);
    }

    private static double Explained(AutoencoderFeaturesTransformer transformer, float[] rows) => transformer.Diagnose(View(rows)).ExplainedVariance;

    private static void AssertWorks(AutoencoderFeaturesTransformer transformer, float[] rows)
    {
        Assert.All(transformer.Model.Encode(rows), code => Assert.True(float.IsFinite(code)));
        Assert.All(transformer.Model.Reconstruct(rows), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_only_two_rows_that_are_not_zero_are_explained(int seed)
    {
        float[] rows = TwoRows(seed);

        AssertExplainsAsMuchAsComponents(Fit(rows, new Variational(), seed), rows);
        AssertExplainsAsMuchAsComponents(Fit(rows, new Plain(), seed), rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Counters_that_are_hardly_ever_not_zero_are_explained(int seed)
    {
        float[] rows = Counters(seed);
        Assert.InRange(rows.Chunk(Dimension).Count(row => row.Any(value => value > 0)), 1, 15);

        AssertExplainsAsMuchAsComponents(Fit(rows, new Variational(), seed), rows);
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public void Every_kind_can_be_fitted_to_rows_of_which_few_differ(AutoencoderKind kind, int seed) => Assert.All(
        [TwoRows(seed), Counters(seed)],
        rows => AssertWorks(Fit(rows, kind, seed, change: options => options.Epochs = 30), rows));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rows_that_are_all_equal_can_be_fitted(AutoencoderKind kind)
    {
        float[] rows = [.. Enumerable.Range(0, 100 * Dimension).Select(i => (float)(i % Dimension))];

        AutoencoderFeaturesTransformer transformer = Fit(rows, kind, change: options => options.Epochs = 10);

        AssertWorks(transformer, rows);
        Assert.Equal(rows, transformer.Model.Reconstruct(rows), (a, b) => Math.Abs(a - b) < 1e-3f);
    }

    /// <summary>A variance of zero within a batch is not a variance of zero of the data.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_batch_may_hold_equal_rows_only(AutoencoderKind kind)
    {
        // Three in four rows are zero, and batches have two rows.
        float[] rows = [.. Normal(200, seed: 3).Select((value, i) => i / Dimension % 4 == 0 ? value : 0)];

        AutoencoderFeaturesTransformer transformer = Fit(rows, kind, change: options => (options.BatchSize, options.Epochs) = (2, 10));

        AssertWorks(transformer, rows);
        if (kind is not Sparse)
        {
            AssertExplainsAsMuchAsComponents(transformer, rows);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Validation_rows_may_all_be_equal(AutoencoderKind kind)
    {
        float[] rows = Normal(300, seed: 4), validation = [.. Enumerable.Repeat(rows[..Dimension], 40).SelectMany(row => row)];

        AutoencoderFeaturesTransformer transformer = Fit(rows, kind, validation: validation, change: options => options.Epochs = 40);

        AssertWorks(transformer, rows);
        Assert.All(transformer.History.Epochs, epoch => Assert.True(double.IsFinite(epoch.Validation!.Total)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_absurd_validation_row_hardly_changes_which_model_results(AutoencoderKind kind)
    {
        float[] rows = Normal(400, seed: 5), validation = Normal(100, seed: 6), spoiled = [.. validation];
        spoiled.AsSpan(7 * Dimension, Dimension).Fill(1e8f);
        void Quickly(AutoencoderFeaturesOptions options) => options.Epochs = 40;

        AutoencoderFeaturesTransformer expected = Fit(rows, kind, validation: validation, change: Quickly);
        AutoencoderFeaturesTransformer actual = Fit(rows, kind, validation: spoiled, change: Quickly);

        double explained = Explained(expected, rows);
        Assert.InRange(Explained(actual, rows), explained - 0.02, explained + 0.02);
        Assert.All(actual.History.Epochs, epoch => Assert.True(double.IsFinite(epoch.Validation!.Total)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_absurd_training_row_hardly_changes_what_is_explained_of_the_others(AutoencoderKind kind)
    {
        float[] rows = Normal(800, seed: 7), spoiled = [.. rows];
        spoiled[(7 * Dimension) + 3] = 1e6f;
        float[] others = [.. rows.Take(7 * Dimension), .. rows.Skip(8 * Dimension)];
        void Quickly(AutoencoderFeaturesOptions options) => options.Epochs = 60;

        double expected = Explained(Fit(rows, kind, change: Quickly), others), actual = Explained(Fit(spoiled, kind, change: Quickly), others);

        Assert.InRange(actual, expected - Tolerance, 1);
    }
}
