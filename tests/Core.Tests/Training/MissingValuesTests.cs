using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Training.Managed;
using MLNet.Autoencoder.Tests;

namespace MLNet.Autoencoder.Core.Tests.Training;

public class MissingValuesTests
{
    private static AutoencoderOptions Masking()
    {
        AutoencoderOptions options = Fits.Options();
        options.MissingValues = MissingValues.Mask;
        return options;
    }

    [Theory]
    [InlineData(0f, 5f)]
    [InlineData(-3f, 1e6f)]
    public void What_stands_in_a_missing_slot_has_no_influence_on_loss_or_gradient(float one, float other)
    {
        var network = new TestNetwork(Activation.Silu, new Denoising(), new Gaussian(), [6], BatchParts.Missing);
        TrainingBatch first = network.Batch(8, 8), second = network.Batch(8, 8);
        Replace(first, one);
        Replace(second, other);
        var step = new TrainingStep(network.Parameters(), network.Kind, network.Reconstruction, 8);
        float[] firstGradient = new float[network.Parameters().Values.Length], secondGradient = [.. firstGradient];

        // The encoder's input is apart from the rows: only what the reconstruction is held to differs.
        LossValues firstLoss = step.Run(first, 0, firstGradient);
        LossValues secondLoss = step.Run(second, 0, secondGradient);

        Assert.Contains(0f, first.Observed.ToArray());
        Assert.Equal(firstLoss, secondLoss);
        Assert.Equal(firstGradient, secondGradient);

        static void Replace(TrainingBatch batch, float value)
        {
            for (int i = 0; i < batch.Rows.Length; i++)
            {
                batch.RowBuffer[i] = batch.Observed[i] == 0 ? value : batch.Rows[i];
            }
        }
    }

    [Theory]
    [InlineData(Scaling.Automatic)]
    [InlineData(Scaling.None)]
    [InlineData(Scaling.MinMax)]
    public void A_missing_value_enters_as_the_mean_of_its_column(Scaling scaling)
    {
        float[] rows = [.. Fits.WithGaps(Fits.Rows(60, 4)).Select(value => value + 3)];
        AutoencoderOptions options = Masking();
        options.Scaling = scaling;
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, 4), options);
        float mean = (float)rows.Where((value, i) => i % 4 == 1 && !float.IsNaN(value)).Average(value => (double)value);

        Assert.Equal(model.Encode([1, mean, 2, 3]), model.Encode([1, float.NaN, 2, 3]));
    }

    [Fact]
    public void The_reconstruction_fills_in_what_is_missing()
    {
        // Three slots that are one number in three units.
        float[] whole = [.. Fits.Rows(200, 1).SelectMany(value => new[] { value, 10 * value, 5 - value })];
        AutoencoderOptions options = Masking();
        (options.LatentDimension, options.Epochs, options.Kind) = (1, 60, new Plain());
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(Fits.WithGaps(whole), 3), options);

        float[] filled = model.Reconstruct([1, float.NaN, 4]);

        // Nearer to 10 than to the mean, which is near 0.
        Assert.InRange(filled[1], 6f, 14f);
    }

    [Fact]
    public void A_group_or_a_yes_and_no_that_is_missing_is_filled_in_with_probabilities()
    {
        AutoencoderOptions options = Masking();
        (options.Reconstruction, options.Epochs) = (Fits.Mixed, 60);
        float[] rows = Fits.MixedRows(300);
        for (int i = 0; i < 300; i += 5)
        {
            rows.AsSpan((6 * i) + 2, 4).Fill(float.NaN);
        }

        float[] filled = Autoencoder.Fit(new InMemoryRows(rows, 6), options).Reconstruct([2, 1.8f, float.NaN, float.NaN, float.NaN, float.NaN]);

        // Such a large number means yes, and the last category.
        Assert.InRange(filled[2], 0.5f, 1f);
        Assert.Equal(1, filled[3] + filled[4] + filled[5], 1e-5f);
        Assert.True(filled[5] > filled[3]);
    }

    [Fact]
    public void Rows_without_any_value_are_left_out_and_counted_where_values_may_be_missing()
    {
        float[] rows = [.. Fits.WithGaps(Fits.Rows(60, 4)), float.NaN, float.NaN, float.NaN, float.NaN, 1, float.PositiveInfinity, 2, 3];

        TrainingHistory history = Autoencoder.Fit(new InMemoryRows(rows, 4), Masking()).History;

        Assert.Equal((60, 2), (history.RowCount, history.SkippedRowCount));
    }

    [Fact]
    public void Rows_with_a_missing_value_are_left_out_and_counted_where_none_may_be_missing()
    {
        float[] rows = Fits.WithGaps(Fits.Rows(60, 4), every: 40);

        TrainingHistory history = Autoencoder.Fit(new InMemoryRows(rows, 4), Fits.Options()).History;

        Assert.Equal((54, 6), (history.RowCount, history.SkippedRowCount));
    }

    [Fact]
    public void A_row_with_a_missing_value_gives_NaN_where_none_may_be_missing_and_numbers_where_it_may()
    {
        float[] rows = Fits.Rows(60, 4);
        AutoencoderModel skipping = Autoencoder.Fit(new InMemoryRows(rows, 4), Fits.Options());
        AutoencoderModel masking = Autoencoder.Fit(new InMemoryRows(rows, 4), Masking());
        float[] gap = [1, float.NaN, 2, 3];

        Assert.All(skipping.Reconstruct(gap), value => Assert.True(float.IsNaN(value)));
        Assert.All(masking.Reconstruct(gap), value => Assert.True(float.IsFinite(value)));
        Assert.All(masking.Encode([1, float.PositiveInfinity, 2, 3]), value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Statistics_are_of_the_values_that_are_there()
    {
        AutoencoderOptions options = Masking();
        options.Scaling = Scaling.Standardize;

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(new[] { 1, 10, float.NaN, 50, 3, float.NaN }, 2), options);

        // Means of 1, 3 and of 10, 50; deviations 1 and 20.
        Assert.Equal([2f, 30f], model.Content.Scaling.Offset.ToArray());
        Assert.Equal([1f, 20f], model.Content.Scaling.Scales.ToArray());
        Assert.Equal([2f, 30f], model.Content.Scaling.FillValues.ToArray());
    }

    [Fact]
    public void Without_gaps_a_fit_that_allows_them_is_the_one_that_does_not()
    {
        float[] rows = Fits.Rows(60, 4);

        AutoencoderModel masking = Autoencoder.Fit(new InMemoryRows(rows, 4), Masking());
        AutoencoderModel skipping = Autoencoder.Fit(new InMemoryRows(rows, 4), Fits.Options());

        Assert.Equal(skipping.Encode(rows), masking.Encode(rows), (a, b) => Math.Abs(a - b) < 1e-4f);
    }
}
