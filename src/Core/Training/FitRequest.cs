namespace MLNet.Autoencoder.Training;

/// <summary>What to fit to what, and with what.</summary>
/// <param name="Rows">The rows to train on.</param>
/// <param name="ValidationRows">The rows to validate on; <see langword="null"/> to hold out some of the others.</param>
/// <param name="Options">The options.</param>
/// <param name="Engine">The engine.</param>
/// <param name="Seed">The seed of everything random.</param>
/// <param name="Gpu">Where the caller would like the fit to run.</param>
/// <param name="Monitor">Who watches.</param>
internal sealed record FitRequest(
    IRowSource Rows,
    IRowSource? ValidationRows,
    AutoencoderOptions Options,
    ITrainingEngine Engine,
    int Seed,
    GpuPreference Gpu,
    ITrainingMonitor Monitor);
