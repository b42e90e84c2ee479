namespace MLNet.Autoencoder.Core.Tests.Training;

public class WeightTests
{
    private static readonly float[] Rows = Fits.Rows(40, 4);

    /// <summary>Fits with a single batch of all rows, so that their order does not matter.</summary>
    private static AutoencoderModel Fit(float[] rows, float[]? weights, AutoencoderKind? kind = null)
    {
        AutoencoderOptions options = Fits.Options();
        (options.BatchSize, options.Kind, options.Scaling) = (1000, kind ?? new Plain(), Scaling.Standardize);
        return Autoencoder.Fit(new InMemoryRows(rows, 4, weights), options);
    }

    /// <summary>Takes one step from the start, and returns its gradient, which is ten times Adam's first moment.</summary>
    private static (AutoencoderModel Model, float[] Gradient) OneStep(float[] rows, float[]? weights)
    {
        var engine = new RememberingEngine();
        AutoencoderOptions options = Fits.Options();
        (options.BatchSize, options.Epochs, options.Kind, options.Scaling, options.Engine) = (1000, 1, new Sparse { Sparsity = new L1Penalty() }, Scaling.Standardize, engine);
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, 4, weights), options);
        var state = new TrainingState(model.Content.Parameters.Values.Length);
        engine.Session!.TrySave(state);
        return (model, [.. state.FirstMoment.ToArray().Select(moment => 10 * moment)]);
    }

    [Fact]
    public void A_row_of_weight_2_counts_like_a_row_given_twice()
    {
        float[] weights = [.. Enumerable.Range(0, 40).Select(i => i < 10 ? 2f : 1f)];

        (AutoencoderModel weighted, float[] weightedGradient) = OneStep(Rows, weights);
        (AutoencoderModel twice, float[] gradient) = OneStep([.. Rows, .. Rows[..40]], null);

        Assert.Equal(twice.Content.Scaling.Offset.ToArray(), weighted.Content.Scaling.Offset.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal(twice.Content.Scaling.Scales.ToArray(), weighted.Content.Scaling.Scales.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal(twice.History.Epochs[0].Training.Total, weighted.History.Epochs[0].Training.Total, 1e-5);
        Assert.Contains(gradient, value => Math.Abs(value) > 0.01f);
        Assert.Equal(gradient, weightedGradient, (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void A_row_of_weight_0_takes_no_part_in_the_fit()
    {
        float[] weights = [.. Enumerable.Range(0, 40).Select(i => i < 10 ? 0f : 1f)];

        AutoencoderModel weighted = Fit(Rows, weights, new Variational());
        AutoencoderModel without = Fit(Rows[40..], null, new Variational());

        Assert.Equal(without.Reconstruct(Rows), weighted.Reconstruct(Rows), (a, b) => Math.Abs(a - b) < 1e-5f);
        Assert.Equal((30, 0), (weighted.History.RowCount, weighted.History.SkippedRowCount));
    }

    /// <summary>From weights too small for a reciprocal in single precision to weights whose sum overflows it.</summary>
    [Theory]
    [InlineData(-146)]
    [InlineData(-130)]
    [InlineData(20)]
    [InlineData(125)]
    public void Weights_of_any_size_give_the_bytes_of_weights_near_1(int exponent)
    {
        float[] weights = [.. Enumerable.Range(0, 40).Select(i => 1f + (i % 3))];
        AutoencoderOptions options = Fits.Options();
        (options.ValidationFraction, options.Epochs) = (0.2f, 10);

        AutoencoderModel near1 = Autoencoder.Fit(new InMemoryRows(Rows, 4, weights), options);
        AutoencoderModel scaled = Autoencoder.Fit(new InMemoryRows(Rows, 4, weights.Select(weight => MathF.ScaleB(weight, exponent)).ToArray()), options);

        Assert.Equal(Fits.Bytes(near1), Fits.Bytes(scaled));
    }

    [Fact]
    public void Only_the_ratios_of_weights_matter()
    {
        float[] weights = [.. Enumerable.Range(0, 40).Select(i => 1f + (i % 3))];

        AutoencoderModel one = Fit(Rows, weights, new Variational());
        AutoencoderModel thousandfold = Fit(Rows, [.. weights.Select(weight => 1024 * weight)], new Variational());

        Assert.Equal(one.Reconstruct(Rows), thousandfold.Reconstruct(Rows), (a, b) => Math.Abs(a - b) < 1e-4f);
    }

    [Fact]
    public void An_engine_receives_weights_with_mean_1()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        options.ValidationFraction = 0;

        Autoencoder.Fit(new InMemoryRows(new float[] { 5, 6, 7 }, 1, new float[] { 1, 2, 6 }), options);

        // The mean weight is 3.
        Assert.Equal(
            [(5f, 1f / 3), (6f, 2f / 3), (7f, 2f)],
            engine.Rows.Zip(engine.RowWeights).OrderBy(pair => pair.First),
            (a, b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-6f);
    }

    [Fact]
    public void The_validation_loss_is_weighted()
    {
        // All training rows are 0, so the linear start reconstructs 0, and the errors are the squares of the validation rows.
        AutoencoderOptions options = Fits.Options();
        (options.HiddenLayers, options.Kind, options.Scaling) = ([], new Plain(), Scaling.None);

        TrainingHistory history = Autoencoder.Fit(
            new InMemoryRows(new float[3], 1), new InMemoryRows(new float[] { 1, 3 }, 1, new float[] { 3, 1 }), options).History;

        // (3·1 + 1·9)/4.
        Assert.Equal(3, history.Start!.SquaredError, 1e-5);
    }

    [Fact]
    public void A_negative_weight_is_refused_with_its_value()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => Autoencoder.Fit(new InMemoryRows(new float[] { 1, 2 }, 1, new float[] { 1, -2.5f }), Fits.Options()));

        Assert.Contains("-2.5", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_row_whose_weight_is_not_finite_is_left_out_and_counted(float weight)
    {
        TrainingHistory history = Autoencoder.Fit(
            new InMemoryRows(new float[] { 1, 2, 3 }, 1, new[] { 1, weight, 1 }), Fits.Options()).History;

        Assert.Equal((2, 1), (history.RowCount, history.SkippedRowCount));
    }

    [Fact]
    public void Weights_that_are_all_0_are_an_error_that_says_so()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => Autoencoder.Fit(new InMemoryRows(new float[] { 1, 2 }, 1, new float[2]), Fits.Options()));

        Assert.Contains("weight above 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_must_be_as_many_weights_as_rows() =>
        Assert.Contains("3 weights", Assert.Throws<ArgumentException>(() => new InMemoryRows(new float[4], 2, new float[3])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(30 * 2 * sizeof(float))]
    public void Weights_stay_with_their_rows_whether_cached_or_streamed(long cacheBytes)
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.BatchSize, options.ValidationFraction, options.RowCacheBytes) = (16, 0, cacheBytes);
        float[] weights = [.. Enumerable.Range(0, 100).Select(i => 0.5f + (i / 99f))];

        Autoencoder.Fit(new InMemoryRows(Enumerable.Range(0, 100).Select(i => (float)i).ToArray(), 1, weights), options);

        Assert.Equal(100, engine.Rows.Distinct().Count());
        Assert.All(engine.Rows.Zip(engine.RowWeights), pair => Assert.Equal(weights[(int)pair.First], pair.Second, 1e-5f));
    }

    private sealed class RememberingEngine : ITrainingEngine
    {
        public ITrainingSession? Session { get; private set; }

        public ITrainingSession Start(TrainingRequest request) => Session = new ManagedEngine().Start(request);
    }
}
