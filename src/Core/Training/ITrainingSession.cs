namespace MLNet.Autoencoder;

/// <summary>An engine at work on one fit, with its parameters and the optimizer's moments. Used by one thread at a time.</summary>
public interface ITrainingSession : IDisposable
{
    /// <summary>
    /// Takes one step of AdamW (β₁ = 0.9, β₂ = 0.999, ε = 1e-8) down the gradient of the batch's mean loss, clipped to
    /// <see cref="AutoencoderOptions.GradientClipping"/>.
    /// </summary>
    /// <param name="batch">The rows and the noise of the sampler. Receives the codes, the loss and the divergences before the step.</param>
    /// <param name="learningRate">The learning rate.</param>
    void TrainBatch(TrainingBatch batch, float learningRate);

    /// <summary>Computes the loss of a batch; the state does not change.</summary>
    /// <param name="batch">
    /// The rows and the noise of the sampler. Receives the codes, the loss, the divergences, and the squared error and nats of each row.
    /// </param>
    void EvaluateBatch(TrainingBatch batch);

    /// <summary>
    /// Copies the current state, unless a parameter is not finite. A fit cannot resume from such a state, and a model cannot be made from it.
    /// </summary>
    /// <param name="state">Receives the state; unchanged if a parameter is not finite.</param>
    /// <returns>Whether all parameters are finite and the state was copied.</returns>
    bool TrySave(TrainingState state);

    /// <summary>Resumes from a state, as if the steps that led to it had just been taken.</summary>
    /// <param name="state">The state; unchanged.</param>
    void Restore(TrainingState state);

    /// <summary>
    /// Runs independent parts of a task between two batches, on the threads of the session, if it has any. By default, they run one after another on
    /// the caller's thread.
    /// </summary>
    /// <param name="count">The number of parts; 0 or more.</param>
    /// <param name="work">Runs the part with a given index, from 0 to <paramref name="count"/> − 1.</param>
    void RunParts(int count, Action<int> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        for (int part = 0; part < count; part++)
        {
            work(part);
        }
    }
}
