namespace MLNet.Autoencoder;

/// <summary>
/// What does the arithmetic of a fit: forward pass, backward pass and optimiser step. Everything else (the order of rows, noise, epochs,
/// schedules, history, checkpoints, cancellation) is the same for every engine, and so engines differ in what they run on, not in what they
/// compute.
/// </summary>
public interface ITrainingEngine
{
    /// <summary>Starts a fit.</summary>
    /// <param name="request">Checked options and the initial parameters.</param>
    /// <returns>The state of the fit; disposed by who asked for it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is <see langword="null"/>.</exception>
    /// <exception cref="NotSupportedException">The engine cannot do what the options ask for.</exception>
    ITrainingSession Start(TrainingRequest request);
}

/// <summary>The state of one fit in an engine: parameters and the optimiser's moments. Used by one thread at a time.</summary>
public interface ITrainingSession : IDisposable
{
    /// <summary>
    /// Takes one step of AdamW (β₁ = 0.9, β₂ = 0.999, ε = 1e-8) down the gradient of the batch's mean loss, clipped as
    /// <see cref="AutoencoderOptions.GradientClipping"/> says.
    /// </summary>
    /// <param name="batch">The rows and the noise of the sampler. Receives codes and divergences.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="klWeight">λ, where the schedule has it.</param>
    /// <returns>The terms of the loss before the step, summed over the rows.</returns>
    BatchLoss TrainBatch(TrainingBatch batch, float learningRate, float klWeight);

    /// <summary>The terms of the loss of a batch; nothing is changed.</summary>
    /// <param name="batch">The rows and the noise of the sampler. Receives codes and divergences.</param>
    /// <returns>The terms of the loss, summed over the rows.</returns>
    BatchLoss EvaluateBatch(TrainingBatch batch);

    /// <summary>Copies the state of the fit as it is now, unless a parameter is no finite number: no fit can go on from that, and no model be made of it.</summary>
    /// <param name="state">Receives the state; not changed where that would not be finite.</param>
    /// <returns>Whether all parameters are finite, and the state was copied.</returns>
    bool TrySave(TrainingState state);

    /// <summary>Goes on from a state, as if the steps that led to it had just been taken.</summary>
    /// <param name="state">The state; not changed.</param>
    void Restore(TrainingState state);
}

/// <summary>What an engine is given at the start of a fit.</summary>
public sealed class TrainingRequest
{
    internal TrainingRequest(AutoencoderOptions options, NetworkParameters initialParameters, GpuPreference gpu)
    {
        Options = options;
        InitialParameters = initialParameters;
        Slots = options.Reconstruction.SlotsOf(initialParameters.Architecture.InputDimension);
        Gpu = gpu;
    }

    /// <summary>The options, checked.</summary>
    public AutoencoderOptions Options { get; }

    /// <summary>
    /// Parameters of the network's shape, to be copied, not changed. No step is taken from them: a <see cref="ITrainingSession.Restore"/> with those of
    /// the start comes before the first.
    /// </summary>
    public NetworkParameters InitialParameters { get; }

    /// <summary>What the slots of a row hold, in order and without gaps.</summary>
    public IReadOnlyList<SlotRange> Slots { get; }

    /// <summary>Where the caller's environment would like the fit to run, for an engine that can choose and was not told.</summary>
    public GpuPreference Gpu { get; }
}

/// <summary>What an environment such as <c>MLContext</c> says about GPUs.</summary>
/// <param name="DeviceId">The number of the GPU to use, 0 the first; <see langword="null"/> for the CPU.</param>
/// <param name="FallbackToCpu">Whether the CPU will do where that GPU is not to be had.</param>
public readonly record struct GpuPreference(int? DeviceId, bool FallbackToCpu);
