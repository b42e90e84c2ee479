using MLNet.Autoencoder.Tests.Engines;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>The engine passes the tests for engines, and for those that know a closed set of options.</summary>
public class TorchSharpEngineConformanceTests : ClosedSetEngineConformance
{
    protected override ITrainingEngine Create() => new TorchSharpEngine("cpu");
}
