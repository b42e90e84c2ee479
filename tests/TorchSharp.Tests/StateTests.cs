using MLNet.Autoencoder.Tests.Engines;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>What this engine promises about states beyond what every engine does.</summary>
public class StateTests
{
    [LibtorchFact]
    public void A_state_of_another_network_is_refused()
    {
        TestFit fit = TestFit.Simple();
        using ITrainingSession session = fit.Start(new TorchSharpEngine("cpu"));

        Assert.Throws<ArgumentException>(() => session.Restore(new TrainingState(parameterCount: 3)));
    }
}
