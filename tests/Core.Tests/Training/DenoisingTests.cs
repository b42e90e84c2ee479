namespace MLNet.Autoencoder.Core.Tests.Training;

public sealed class DenoisingTests
{
    /// <summary>Uncorrupted rows are reconstructed perfectly by the start, principal components, if the code is as wide as the row. They are not the task.</summary>
    [Fact]
    public void A_code_as_wide_as_the_row_learns_to_undo_the_corruption()
    {
        const int D = 6;
        var options = new AutoencoderOptions
        {
            Kind = new Denoising { Corruption = new MaskingNoise { Probability = 0.3f } }, LatentDimension = D, Seed = 1, Epochs = 40,
        };

        TrainingHistory history = Autoencoder.Fit(new InMemoryRows(Fits.Rows(600, D), D), options).History;

        Assert.NotEqual(0, history.BestEpoch);
        Assert.True(history.Epochs[history.BestEpoch - 1].Validation!.Total < 0.7 * history.Start!.Total);
    }
}
