using TorchSharp;

namespace MLNet.Autoencoder.Tests.Torch;

public class FitTests
{
    [LibtorchFact]
    public void A_fit_comes_to_what_the_managed_engine_comes_to()
    {
        TrainingEpoch expected = Fits.Fit(engine: new ManagedEngine()).History.Epochs[^1];
        TrainingHistory history = Fits.Fit().History;

        Assert.Equal(40, history.Epochs.Count);
        Assert.Equal(150, history.RowCount);
        Assert.True(history.Epochs[^1].Loss < 0.2 * history.Epochs[0].Loss);
        Assert.Equal(expected.Loss, history.Epochs[^1].Loss, 0.01 * expected.Loss);
    }

    [LibtorchFact]
    public void The_same_seed_gives_the_same_bytes_and_another_gives_others()
    {
        Assert.Equal(Fits.Bytes(Fits.Fit()), Fits.Bytes(Fits.Fit()));
        Assert.NotEqual(Fits.Bytes(Fits.Fit()), Fits.Bytes(Fits.Fit(seed: 2)));
    }

    [LibtorchFact]
    public void Fits_in_parallel_threads_do_not_disturb_each_other()
    {
        int[] seeds = [1, 2, 3, 4];
        byte[][] expected = [.. seeds.Select(seed => Fits.Bytes(Fits.Fit(seed)))];
        byte[][] actual = new byte[seeds.Length][];

        // One engine for all, and a thread for each.
        var engine = new TorchSharpEngine("cpu");
        Thread[] threads = [.. seeds.Select((seed, i) => new Thread(() => actual[i] = Fits.Bytes(Fits.Fit(seed, engine))))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(expected, actual);
    }

    [LibtorchFact]
    public void Two_threads_of_libtorch_come_to_the_same_to_rounding()
    {
        var problem = new Problem(Activation.Silu, ReconstructionLoss.Gaussian, [17, 4, 7], 1f);
        float[] expected = problem.Train(new TorchSharpEngine("cpu"), steps: 20);
        int before = torch.get_num_threads();
        torch.set_num_threads(2);
        try
        {
            float[] actual = problem.Train(new TorchSharpEngine("cpu"), steps: 20);

            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [LibtorchFact]
    public void Diverging_training_is_an_error_and_never_a_model()
    {
        AutoencoderOptions options = Fits.Options();
        var rows = new InMemoryRows(new[] { 1e30f, -1e30f, 1e30f, 2e30f }, 2);

        var error = Assert.Throws<InvalidOperationException>(() => AutoencoderModel.Fit(rows, options));

        Assert.Contains("diverged", error.Message, StringComparison.Ordinal);
    }
}
