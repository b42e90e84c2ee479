using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Training.Managed;

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
    public void The_value_in_place_of_a_missing_one_affects_neither_loss_nor_gradient(float one, float other)
    {
        var network = new TestNetwork(Activation.Silu, new Denoising(), new Gaussian(), [6], BatchParts.Missing);
        TrainingBatch first = network.Batch(8, 8), second = network.Batch(8, 8);
        Replace(first, one);
        Replace(second, other);
        var step = new TrainingStep(network.Parameters(), network.Kind, network.Reconstruction, 8);
        float[] firstGradient = new float[network.Parameters().Values.Length], secondGradient = [.. firstGradient];

        // The encoder's input is a separate copy. Only the rows that the reconstruction is compared with differ.
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
    public void A_missing_value_enters_the_encoder_as_the_mean_of_its_column(Scaling scaling)
    {
        float[] rows = [.. Fits.WithGaps(Fits.Rows(60, 4)).Select(value => value + 3)];
        AutoencoderOptions options = Masking();
        options.Scaling = scaling;
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, 4), options);
        float mean = (float)rows.Where((value, i) => i % 4 == 1 && !float.IsNaN(value)).Average(value => (double)value);

        Assert.Equal(model.Encode([1, mean, 2, 3]), model.Encode([1, float.NaN, 2, 3]));
    }

    [Fact]
    public void The_reconstruction_fills_in_missing_values()
    {
        // Three slots with the same number in three units.
        float[] complete = [.. Fits.Rows(200, 1).SelectMany(value => new[] { value, 10 * value, 5 - value })];
        AutoencoderOptions options = Masking();
        (options.LatentDimension, options.Epochs, options.Kind) = (1, 60, new Plain());
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(Fits.WithGaps(complete), 3), options);

        float[] filled = model.Reconstruct([1, float.NaN, 4]);

        // Closer to 10 than to the mean, which is close to 0.
        Assert.InRange(filled[1], 6f, 14f);
    }

    [Fact]
    public void A_missing_binary_slot_or_one_hot_group_is_filled_in_with_probabilities()
    {
        AutoencoderOptions options = Masking();
        (options.Reconstruction, options.Epochs) = (Fits.Mixed, 60);
        float[] rows = Fits.MixedRows(300);
        for (int i = 0; i < 300; i += 5)
        {
            rows.AsSpan((6 * i) + 2, 4).Fill(float.NaN);
        }

        float[] filled = Autoencoder.Fit(new InMemoryRows(rows, 6), options).Reconstruct([2, 1.8f, float.NaN, float.NaN, float.NaN, float.NaN]);

        // A large first number implies 1 in the binary slot, and the last category.
        Assert.InRange(filled[2], 0.5f, 1f);
        Assert.Equal(1, filled[3] + filled[4] + filled[5], 1e-5f);
        Assert.True(filled[5] > filled[3]);
    }

    [Fact]
    public void With_masking_rows_without_any_value_are_left_out_and_counted()
    {
        float[] rows = [.. Fits.WithGaps(Fits.Rows(60, 4)), float.NaN, float.NaN, float.NaN, float.NaN, 1, float.PositiveInfinity, 2, 3];

        TrainingHistory history = Autoencoder.Fit(new InMemoryRows(rows, 4), Masking()).History;

        Assert.Equal((60, 2), (history.RowCount, history.SkippedRowCount));
    }

    [Fact]
    public void Without_masking_rows_with_a_missing_value_are_left_out_and_counted()
    {
        float[] rows = Fits.WithGaps(Fits.Rows(60, 4), every: 40);

        TrainingHistory history = Autoencoder.Fit(new InMemoryRows(rows, 4), Fits.Options()).History;

        Assert.Equal((54, 6), (history.RowCount, history.SkippedRowCount));
    }

    [Fact]
    public void A_row_with_a_missing_value_gives_numbers_with_masking_and_NaN_without()
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
    public void Statistics_are_computed_from_the_values_present()
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
    public void Without_missing_values_masking_does_not_change_the_model()
    {
        float[] rows = Fits.Rows(60, 4);

        AutoencoderModel masking = Autoencoder.Fit(new InMemoryRows(rows, 4), Masking());
        AutoencoderModel skipping = Autoencoder.Fit(new InMemoryRows(rows, 4), Fits.Options());

        Assert.Equal(skipping.Encode(rows), masking.Encode(rows), (a, b) => Math.Abs(a - b) < 1e-4f);
    }
}
