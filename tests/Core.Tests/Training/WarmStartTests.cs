namespace MLNet.Autoencoder.Core.Tests.Training;

public class WarmStartTests
{
    private static readonly float[] Rows = Fits.Rows(60, 4);

    private static AutoencoderModel Fit(float[] rows, Action<AutoencoderOptions> change)
    {
        AutoencoderOptions options = Fits.Options();
        change(options);
        return Autoencoder.Fit(new InMemoryRows(rows, 4), options);
    }

    [Fact]
    public void A_warm_start_uses_the_parameters_and_the_scaling_of_the_model()
    {
        AutoencoderModel model = Fit(Rows, _ => { });
        var engine = new RecordingEngine();

        AutoencoderModel next = Fit([.. Rows.Select(value => 3 + (2 * value))], options => (options.WarmStart, options.Engine) = (model, engine));

        Assert.Equal(model.Content.Parameters.Values.ToArray(), engine.StartParameters);
        Assert.Equal(model.Content.Scaling.Offset.ToArray(), next.Content.Scaling.Offset.ToArray());
        Assert.Equal(model.Content.Scaling.Scales.ToArray(), next.Content.Scaling.Scales.ToArray());
    }

    [Fact]
    public void A_warm_start_does_not_change_the_model()
    {
        AutoencoderModel model = Fit(Rows, _ => { });
        byte[] before = Fits.Bytes(model);

        Fit(Rows, options => options.WarmStart = model);

        Assert.Equal(before, Fits.Bytes(model));
    }

    [Fact]
    public void A_fit_improves_on_its_warm_start()
    {
        AutoencoderModel model = Fit(Rows, options => (options.Kind, options.Epochs) = (new Plain(), 1));

        AutoencoderModel next = Fit(Rows, options => (options.Kind, options.Epochs, options.WarmStart) = (new Plain(), 30, model));

        Assert.True(next.History.Epochs[^1].Training.Total < model.History.Epochs[^1].Training.Total);
    }

    [Fact]
    public void The_options_decide_how_missing_values_are_treated_not_the_model()
    {
        AutoencoderModel skipping = Fit(Rows, _ => { });
        AutoencoderModel masking = Fit(Rows, options => options.MissingValues = MissingValues.Mask);
        float[] gap = [1, float.NaN, 2, 3];

        AutoencoderModel masked = Fit(
            Fits.WithGaps(Rows), options => (options.WarmStart, options.MissingValues) = (skipping, MissingValues.Mask));
        AutoencoderModel skipped = Fit(Rows, options => options.WarmStart = masking);

        Assert.All(masked.Encode(gap), value => Assert.True(float.IsFinite(value)));
        Assert.All(skipped.Encode(gap), value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void A_model_of_another_shape_is_refused_with_both_shapes()
    {
        AutoencoderModel model = Fit(Rows, _ => { });
        Action<AutoencoderOptions>[] changes =
        [
            options => options.LatentDimension = 3,
            options => options.HiddenLayers = [5, 5],
            options => options.Activation = Activation.Tanh,
        ];

        Assert.All(changes, change =>
        {
            var error = Assert.Throws<ArgumentException>(() => Fit(Rows, options =>
            {
                options.WarmStart = model;
                change(options);
            }));

            Assert.Contains("4-5-2 Silu", error.Message, StringComparison.Ordinal);
            Assert.Contains("Use the same LatentDimension, HiddenLayers, Activation", error.Message, StringComparison.Ordinal);
        });
        Assert.Throws<ArgumentException>(() => Autoencoder.Fit(new InMemoryRows(Rows, 5), WithStart(model)));
    }

    private static AutoencoderOptions WithStart(AutoencoderModel model)
    {
        AutoencoderOptions options = Fits.Options();
        options.WarmStart = model;
        return options;
    }
}
