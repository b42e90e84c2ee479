namespace MLNet.Autoencoder;

/// <summary>The state of one fit in an engine: parameters and the optimizer's moments. Used by one thread at a time.</summary>
public interface ITrainingSession : IDisposable
{
    /// <summary>
    /// Takes one step of AdamW (β₁ = 0.9, β₂ = 0.999, ε = 1e-8) down the gradient of the batch's mean loss, clipped as
    /// <see cref="AutoencoderOptions.GradientClipping"/> says.
    /// </summary>
    /// <param name="batch">The rows and the noise of the sampler. Receives the loss before the step, codes and divergences.</param>
    /// <param name="learningRate">The learning rate.</param>
    void TrainBatch(TrainingBatch batch, float learningRate);

    /// <summary>Computes the loss of a batch; the state does not change.</summary>
    /// <param name="batch">The rows and the noise of the sampler. Receives the loss, codes and divergences.</param>
    void EvaluateBatch(TrainingBatch batch);

    /// <summary>Copies the current state of the fit, unless a parameter is not finite: such a state can be neither resumed nor made into a model.</summary>
    /// <param name="state">Receives the state; unchanged if a parameter is not finite.</param>
    /// <returns>Whether all parameters are finite and the state was copied.</returns>
    bool TrySave(TrainingState state);

    /// <summary>Resumes from a state, as if the steps that led to it had just been taken.</summary>
    /// <param name="state">The state; not changed.</param>
    void Restore(TrainingState state);

    /// <summary>
    /// Runs independent pieces of work between two batches, on the threads of the session if it has any. The default runs them one after the other on the
    /// caller's thread.
    /// </summary>
    /// <param name="count">How many pieces there are; 0 or more.</param>
    /// <param name="work">Does the piece with a given number, 0 to <paramref name="count"/> − 1.</param>
    void RunParts(int count, Action<int> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        for (int part = 0; part < count; part++)
        {
            work(part);
        }
    }
}
