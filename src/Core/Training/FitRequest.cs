using MLNet.Autoencoder.Communication;

namespace MLNet.Autoencoder.Training;

/// <summary>Everything that a fit needs.</summary>
/// <param name="Rows">The rows to train on.</param>
/// <param name="ValidationRows">The validation rows; <see langword="null"/> to hold out some of <paramref name="Rows"/>.</param>
/// <param name="Options">The options.</param>
/// <param name="Engine">The engine.</param>
/// <param name="Seed">The seed of everything random.</param>
/// <param name="Gpu">The GPU preference of the caller's environment.</param>
/// <param name="Monitor">Receives reports of the fit, and may cancel it.</param>
/// <param name="Ranks">The processes that take part in the fit.</param>
internal sealed record FitRequest(
    IRowSource Rows,
    IRowSource? ValidationRows,
    AutoencoderOptions Options,
    ITrainingEngine Engine,
    int Seed,
    GpuPreference Gpu,
    ITrainingMonitor Monitor,
    Ranks Ranks);
