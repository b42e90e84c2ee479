namespace MLNet.Autoencoder;

/// <summary>
/// Does the arithmetic of a fit: forward pass, backward pass and optimizer step. Everything else (order of rows, noise, epochs, schedules, history,
/// checkpoints, cancellation) is the same for every engine. Engines differ in what they run on, not in what they compute.
/// </summary>
public interface ITrainingEngine
{
    /// <summary>
    /// Throws if the engine cannot run fits with these options. Called before any row is read, so that a fit that cannot succeed fails at once. By default,
    /// nothing is checked.
    /// </summary>
    /// <param name="options">Checked options.</param>
    /// <exception cref="NotSupportedException">The engine does not support one of the options, or what it runs on is missing.</exception>
    void EnsureSupports(AutoencoderOptions options)
    {
    }

    /// <summary>Starts a fit.</summary>
    /// <param name="request">Checked options and the initial parameters.</param>
    /// <returns>The session of the fit, which the caller disposes.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is <see langword="null"/>.</exception>
    /// <exception cref="NotSupportedException">The engine does not support one of the options.</exception>
    ITrainingSession Start(TrainingRequest request);
}
