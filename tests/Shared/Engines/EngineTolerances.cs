namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>How far an engine may be from exact arithmetic. The defaults suit single precision.</summary>
public sealed record EngineTolerances
{
    /// <summary>The relative error of loss terms, codes and divergences.</summary>
    public double Loss { get; init; } = 1e-5;

    /// <summary>The relative error of a derivative.</summary>
    public double Gradient { get; init; } = 1e-4;

    /// <summary>The error of a parameter after one step whose gradient is known.</summary>
    public double Step { get; init; } = 1e-6;

    /// <summary>How far two runs of the same steps may differ; 0 if they give the same bits.</summary>
    public double Repetition { get; init; }
}
