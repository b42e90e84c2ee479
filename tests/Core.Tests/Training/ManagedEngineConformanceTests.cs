using MLNet.Autoencoder.Tests.Engines;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>The managed engine passes the tests for engines.</summary>
public class ManagedEngineConformanceTests : EngineConformance
{
    /// <summary>More than one thread, so that wide networks share their work on every machine.</summary>
    protected override ITrainingEngine Create() => new ManagedEngine { NumberOfThreads = 3 };
}
