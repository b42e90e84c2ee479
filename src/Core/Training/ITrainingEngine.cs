namespace MLNet.Autoencoder;

/// <summary>
/// Does the arithmetic of a fit: forward pass, backward pass and optimizer step. Everything else (the order of rows, noise, epochs, schedules, history,
/// checkpoints, cancellation) is the same for every engine: engines differ in what they run on, not in what they compute.
/// </summary>
public interface ITrainingEngine
{
    /// <summary>Starts a fit.</summary>
    /// <param name="request">Checked options and the initial parameters.</param>
    /// <returns>The state of the fit, disposed by the caller.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is <see langword="null"/>.</exception>
    /// <exception cref="NotSupportedException">The engine cannot do what the options ask for.</exception>
    ITrainingSession Start(TrainingRequest request);
}
