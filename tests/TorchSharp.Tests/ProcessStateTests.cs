using MLNet.Autoencoder.Tests.Engines;
using TorchSharp;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>A fit neither changes the state of the process or of the caller's thread nor depends on it.</summary>
public class ProcessStateTests
{
    [LibtorchFact]
    public void Seed_threads_gradient_mode_and_default_type_are_unchanged()
    {
        string before = State();

        Fits.Fit();

        Assert.Equal(before, State());
    }

    [LibtorchFact]
    public void A_caller_with_gradients_off_can_fit_and_they_stay_off()
    {
        byte[] expected = Fits.Bytes(Fits.Fit());
        using (torch.no_grad())
        {
            Assert.Equal(expected, Fits.Bytes(Fits.Fit()));
            Assert.False(torch.is_grad_enabled());
        }

        using (torch.inference_mode())
        {
            Assert.Equal(expected, Fits.Bytes(Fits.Fit()));
            Assert.True(torch.is_inference_mode_enabled());
        }
    }

    [LibtorchFact]
    public void Evaluation_does_not_change_the_gradient_mode()
    {
        TestFit fit = TestFit.Simple();
        using ITrainingSession session = fit.Start(new TorchSharpEngine("cpu"));

        session.Evaluate(fit.Batch(0));

        Assert.True(torch.is_grad_enabled());
        Assert.False(torch.is_inference_mode_enabled());
    }

    [LibtorchFact]
    public void The_default_type_of_the_process_does_not_matter()
    {
        byte[] expected = Fits.Bytes(Fits.Fit());
        torch.ScalarType before = torch.get_default_dtype();
        torch.set_default_dtype(torch.ScalarType.Float64);
        try
        {
            Assert.Equal(expected, Fits.Bytes(Fits.Fit()));
        }
        finally
        {
            torch.set_default_dtype(before);
        }
    }

    private static string State()
    {
        using torch.Tensor generator = torch.random.get_rng_state();
        return string.Join(
            ' ',
            Convert.ToHexString(generator.bytes),
            torch.get_num_threads(),
            torch.get_num_interop_threads(),
            torch.is_grad_enabled(),
            torch.is_inference_mode_enabled(),
            torch.get_default_dtype());
    }
}
