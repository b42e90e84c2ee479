using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Diagnostics;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Diagnostics;

public class SparseMeasuresTests
{
    // Each row is a multiple of a unit vector.
    private static readonly float[] Rows = [1, 0, 2, 0, 0, 3, -1, 0, 4, 0];

    [Fact]
    public void Density_and_L0_count_the_codes_that_are_not_0()
    {
        LatentDiagnostics diagnostics = Rectified(Identity(2), Identity(2)).Diagnose(new InMemoryRows(Rows, 2));

        Assert.Equal([0.6, 0.2], diagnostics.Units.Select(unit => unit.Density));
        Assert.Equal(0.8, diagnostics.L0);
    }

    [Fact]
    public void Codes_that_are_not_sparse_fire_for_every_row()
    {
        AutoencoderModel model = Model(new Plain(), 2, Identity(2), Identity(2));

        LatentDiagnostics diagnostics = model.Diagnose(new InMemoryRows(new float[] { 1, 2, 3, 4, -5, 6 }, 2));

        Assert.Equal(2, diagnostics.L0);
        Assert.Equal((0, 0), (diagnostics.DeadUnits, diagnostics.RareUnits));
        Assert.Equal(new DensityBin(-0.25, 0, 2), Assert.Single(diagnostics.DensityHistogram, bin => bin.Units > 0));
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(3, 0, 1)]
    [InlineData(4, 0, 0)]
    [InlineData(4000, 0, 0)]
    public void A_unit_that_never_fires_is_dead_and_one_that_fires_for_fewer_than_1_row_in_1000_is_rare(int firings, int dead, int rare)
    {
        float[] rows = [.. Enumerable.Range(0, 4000).SelectMany(row => new float[] { 1 + (row % 3), row < firings ? 1 : -1 })];

        LatentDiagnostics diagnostics = Rectified(Identity(2), Identity(2)).Diagnose(new InMemoryRows(rows, 2));

        Assert.Equal((dead, rare), (diagnostics.DeadUnits, diagnostics.RareUnits));
    }

    [Fact]
    public void The_histogram_counts_units_by_the_logarithm_of_their_density()
    {
        // Of 1,000 rows, units fire for 1,000, 999, 10, 1 and 0.
        int[] firings = [1000, 999, 10, 1, 0];
        float[] rows = [.. Enumerable.Range(0, 1000).SelectMany(row => firings.Select(count => row < count ? 1f : -1))];

        IReadOnlyList<DensityBin> histogram = Rectified(Identity(5), Identity(5), d: 5).Diagnose(new InMemoryRows(rows, 5)).DensityHistogram;

        Assert.Equal(12, histogram.Count);
        Assert.Equal([new(-3, -2.75, 1), new(-2, -1.75, 1), new(-0.25, 0, 2)], histogram.Where(bin => bin.Units > 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(20_000)]
    public void Every_density_lies_in_the_range_that_counts_it(int rowCount)
    {
        foreach (long firings in Enumerable.Range(1, Math.Min(rowCount, 200)).Select(count => (long)count).Append(rowCount))
        {
            DensityBin bin = Assert.Single(DensityBin.Histogram([firings], rowCount), bin => bin.Units == 1);

            double density = Math.Log10((double)firings / rowCount);
            Assert.InRange(density, bin.MinLog10 - 1e-6, bin.MaxLog10 + 1e-6);
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.25f)]
    [InlineData(0.5f)]
    [InlineData(-1f)]
    public void The_shrinkage_of_codes_that_are_too_small_is_the_factor_that_restores_them(float shrunk)
    {
        float scale = 1 - shrunk;

        // Each row belongs to one unit: the reconstruction is the row, shrunk.
        AutoencoderModel model = Rectified([scale, 0, 0, scale], Identity(2));
        LatentDiagnostics diagnostics = model.Diagnose(new InMemoryRows(Rows, 2));

        Assert.All(diagnostics.Units, unit => Assert.Equal(1 / (1 - (double)shrunk), unit.Shrinkage!.Value, 1e-6));
    }

    [Fact]
    public void Shrinkage_is_the_least_squares_factor_of_a_unit_alone()
    {
        // Directions that overlap, in slots with scales, so that residuals depend on both units.
        float[] rows = Training.Fits.Rows(50, 3);
        float[] encoder = [0.9f, 0.2f, -0.1f, -0.3f, 0.8f, 0.4f], decoder = [0.7f, 0.1f, -0.2f, 0.9f, 0.5f, 0.3f];
        AutoencoderModel model = Model(Relu, 3, encoder, decoder, new InputScaling([0.1f, -0.2f, 0], [2, 0.5f, 3], []));

        LatentDiagnostics diagnostics = model.Diagnose(new InMemoryRows(rows, 3));

        float[] codes = model.Encode(rows);
        for (int unit = 0; unit < 2; unit++)
        {
            double best = diagnostics.Units[unit].Shrinkage!.Value;
            Assert.NotInRange(best, 0.99, 1.01);
            double error = ErrorWith(best);
            Assert.True(error < ErrorWith(best + 0.01) && error < ErrorWith(best - 0.01));

            double ErrorWith(double factor)
            {
                float[] changed = [.. codes];
                for (int i = unit; i < changed.Length; i += 2)
                {
                    changed[i] = (float)(factor * changed[i]);
                }

                return ScaledError(model.Content.Scaling, rows, model.Decode(changed));
            }
        }
    }

    [Fact]
    public void A_unit_without_a_contribution_has_no_shrinkage()
    {
        // The second unit never fires; the third has no direction.
        AutoencoderModel model = Model(Relu, 1, encoder: [1, 0, 1], decoder: [1, 1, 0]);

        LatentUnit[] units = [.. model.Diagnose(new InMemoryRows(new float[] { 1, 2, -3 }, 1)).Units];

        Assert.Equal([1, null, null], units.Select(unit => unit.Shrinkage));
    }

    [Fact]
    public void Models_with_hidden_layers_or_slots_that_are_not_continuous_have_no_shrinkage()
    {
        float[] rows = [1, 0, 1, 1, 0, 0];
        ParameterLayout layout = Relu.Definition.LayoutOf(new NetworkArchitecture(2, [3], 2, Activation.Relu));
        AutoencoderModel hidden = Model(Relu, Random(layout.Count), new Gaussian(), InputScaling.Identity(2), layout);
        AutoencoderModel binary = Model(Relu, 2, Identity(2), Identity(2), reconstruction: new Bernoulli());

        Assert.All(hidden.Diagnose(new InMemoryRows(rows, 2)).Units, unit => Assert.Null(unit.Shrinkage));
        Assert.All(binary.Diagnose(new InMemoryRows(rows, 2)).Units, unit => Assert.Null(unit.Shrinkage));
        Assert.Null(binary.Diagnose(new InMemoryRows(rows, 2)).RelativeReconstructionBias);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.25f)]
    [InlineData(-1f)]
    public void The_bias_of_shrunk_reconstructions_is_their_size_relative_to_the_best(float shrunk)
    {
        AutoencoderModel model = Model(new Plain(), 2, Identity(2), [1 - shrunk, 0, 0, 1 - shrunk]);

        Assert.Equal(1 - shrunk, model.Diagnose(new InMemoryRows(Rows, 2)).RelativeReconstructionBias!.Value, 1e-6);
    }

    [Fact]
    public void Reconstructions_that_point_away_from_the_rows_have_no_bias()
    {
        Assert.Null(Model(new Plain(), 2, Identity(2), [-1, 0, 0, -1]).Diagnose(new InMemoryRows(Rows, 2)).RelativeReconstructionBias);
        Assert.Null(Model(new Plain(), 2, Identity(2), new float[4]).Diagnose(new InMemoryRows(Rows, 2)).RelativeReconstructionBias);
    }

    [Fact]
    public void Unexplained_variance_is_what_is_left_of_the_variance()
    {
        LatentDiagnostics diagnostics = Model(new Plain(), 1, [0.5f], [1]).Diagnose(new InMemoryRows(new float[] { -1, 1 }, 1));

        Assert.Equal(0.25, diagnostics.UnexplainedVariance, 1e-6);
    }

    [Fact]
    public void Units_with_the_same_direction_are_duplicates_of_each_other()
    {
        // Directions (1, 0), (0, 1), (2, 0), (−1, 0) and (1, 1).
        float[] decoder = [1, 0, 2, -1, 1, 0, 1, 0, 0, 1];
        LatentDiagnostics diagnostics = Model(Relu, 2, new float[10], decoder).Diagnose(new InMemoryRows(Rows, 2));

        Assert.Equal(2, diagnostics.DuplicateUnits);
        Assert.Equal([2, 4, 0, 1, 0], diagnostics.Units.Select(unit => unit.NearestUnit));
        Assert.Equal([1, Math.Sqrt(0.5), 1, 0, Math.Sqrt(0.5)], diagnostics.Units.Select(unit => unit.NearestCosine!.Value), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(0.89, 0)]
    [InlineData(0.91, 2)]
    public void Units_are_duplicates_above_a_cosine_of_nine_tenths(double cosine, int duplicates)
    {
        float[] decoder = [1, (float)cosine, 0, (float)Math.Sqrt(1 - (cosine * cosine))];

        Assert.Equal(duplicates, Model(Relu, 2, new float[4], decoder).Diagnose(new InMemoryRows(Rows, 2)).DuplicateUnits);
    }

    [Fact]
    public void A_unit_without_a_direction_is_near_to_none()
    {
        // Directions 1, 0 and −1: the first and the last are all there is to compare.
        LatentUnit[] units = [.. Model(Relu, 1, new float[3], decoder: [1, 0, -1]).Diagnose(new InMemoryRows(new float[] { 1, 2 }, 1)).Units];

        Assert.Equal([2, null, 0], units.Select(unit => unit.NearestUnit));
        Assert.Equal([-1, null, -1], units.Select(unit => unit.NearestCosine));
        Assert.Null(Model(Relu, 1, new float[1], [1]).Diagnose(new InMemoryRows(new float[] { 1, 2 }, 1)).Units[0].NearestUnit);
    }

    [Fact]
    public void The_nearest_of_many_units_is_found_in_whatever_block_it_is()
    {
        // 3,000 units take five blocks of products. Each direction is a point on the circle, and two neighbors are the same.
        const int Units = 3000;
        int[] order = [.. Enumerable.Range(0, Units).Select(i => i * 1009 % Units)];
        float[] directions = new float[Units * 2];
        for (int i = 0; i < Units; i++)
        {
            double angle = 2 * Math.PI * (i / 2) / (Units / 2);
            (directions[2 * order[i]], directions[(2 * order[i]) + 1]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }

        (int Unit, double Cosine)?[] nearest = DecoderDirections.Nearest(directions, 2);

        // Rounding cannot tell the angle to the next point, 0.004, from 0 by its cosine alone, whose difference is 9e-6.
        Assert.All(Enumerable.Range(0, Units), i => Assert.Equal(order[i ^ 1], nearest[order[i]]!.Value.Unit));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.98)]
    [InlineData(1.0)]
    public void Correlations_are_those_of_the_dense_formula(double zeros)
    {
        const int Count = 200, Units = 12;
        float[] values = new float[Count * Units], draws = new float[values.Length];
        new RandomStream(3, 99, 0).FillNormal(values, 0);
        new RandomStream(4, 99, 0).FillUniform(draws, 0);
        for (int i = 0; i < values.Length; i++)
        {
            // Units differ in density and mean, and share some of their variance.
            int unit = i % Units;
            values[i] += unit + (0.5f * values[i - unit]);
            values[i] = draws[i] < zeros * unit / (Units - 1) ? (i % 2 == 0 ? -0f : 0) : values[i];
        }

        var statistics = new CodeStatistics(Units);
        statistics.Add(values);
        var codes = new UnitCodes(values, Units, statistics);

        for (int first = 0; first < Units; first++)
        {
            for (int second = 0; second < Units; second++)
            {
                Assert.Equal(DenseCorrelation(values, Units, first, second), codes.Correlation(first, second), 1e-12);
                Assert.Equal(codes.Correlation(first, second), codes.Correlation(second, first));
            }
        }
    }

    [Fact]
    public void The_influence_in_a_linear_decoder_is_what_decoding_without_the_unit_measures()
    {
        float[] rows = Training.Fits.Rows(60, 3);
        float[] encoder = [0.9f, 0.2f, -0.1f, -0.3f, 0.8f, 0.4f], decoder = [0.7f, 0.1f, -0.2f, 0.9f, 0.5f, 0.3f];
        AutoencoderModel model = Model(Relu, 3, encoder, decoder, new InputScaling([0.1f, -0.2f, 0], [2, 0.5f, 3], []));

        LatentDiagnostics diagnostics = model.Diagnose(new InMemoryRows(rows, 3));

        float[] codes = model.Encode(rows), all = model.Decode(codes);
        for (int unit = 0; unit < 2; unit++)
        {
            float[] held = [.. codes.Select((code, i) => i % 2 == unit ? (float)diagnostics.Units[unit].Mean : code)];
            Assert.Equal(ScaledError(model.Content.Scaling, all, model.Decode(held)) / 60, diagnostics.Units[unit].Influence, 1e-5);
        }
    }

    private static Sparse Relu => new() { Sparsity = new L1Penalty() };

    private static double ScaledError(InputScaling scaling, float[] rows, float[] reconstructions)
    {
        int d = scaling.Scales.Length;
        return rows.Zip(reconstructions).Select((pair, i) => Math.Pow(scaling.Distance(pair.First, pair.Second, i % d), 2)).Sum();
    }

    private static double DenseCorrelation(float[] codes, int q, int first, int second)
    {
        double[] x = [.. codes.Where((_, i) => i % q == first).Select(code => (double)code)], y = [.. codes.Where((_, i) => i % q == second).Select(code => (double)code)];
        double meanX = x.Average(), meanY = y.Average();
        double scale = Math.Sqrt(x.Sum(value => Math.Pow(value - meanX, 2)) * y.Sum(value => Math.Pow(value - meanY, 2)));
        return scale == 0 ? 0 : x.Zip(y, (left, right) => (left - meanX) * (right - meanY)).Sum() / scale;
    }

    private static float[] Identity(int size) => [.. Enumerable.Range(0, size * size).Select(i => i % (size + 1) == 0 ? 1f : 0)];

    private static float[] Random(int count)
    {
        float[] values = new float[count];
        new RandomStream(5, 99, 0).FillNormal(values, 0);
        return values;
    }

    /// <summary>A sparse model with z = max(0, encoder·x) and x̂ = decoder·z.</summary>
    private static AutoencoderModel Rectified(float[] encoder, float[] decoder, int d = 2) => Model(Relu, d, encoder, decoder);

    /// <summary>A model without hidden layers and biases.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="d">The number of slots.</param>
    /// <param name="encoder"><c>[q, d]</c>.</param>
    /// <param name="decoder"><c>[d, q]</c>.</param>
    /// <param name="scaling">The scaling; <see langword="null"/> for none.</param>
    /// <param name="reconstruction">The reconstruction; <see langword="null"/> for <see cref="Gaussian"/>.</param>
    private static AutoencoderModel Model(
        AutoencoderKind kind, int d, float[] encoder, float[] decoder, InputScaling? scaling = null, ReconstructionLoss? reconstruction = null)
    {
        ParameterLayout layout = kind.Definition.LayoutOf(new NetworkArchitecture(d, [], decoder.Length / d, Activation.Relu));
        float[] values = new float[layout.Count];
        encoder.CopyTo(layout.EncoderMean.Weight(values.AsSpan()));
        decoder.CopyTo(layout.DecoderOutput.Weight(values.AsSpan()));
        return Model(kind, values, reconstruction ?? new Gaussian(), scaling ?? InputScaling.Identity(d), layout);
    }

    private static AutoencoderModel Model(
        AutoencoderKind kind, float[] values, ReconstructionLoss reconstruction, InputScaling scaling, ParameterLayout layout)
    {
        var history = new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = 0, ValidationRowCount = 0, SkippedRowCount = 0 };
        return new AutoencoderModel(new ModelContent(new NetworkParameters(layout, values), scaling, kind, reconstruction, Seed: 0, history));
    }
}
