using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder;

/// <summary>What an engine is given at the start of a fit.</summary>
public sealed class TrainingRequest
{
    internal TrainingRequest(AutoencoderOptions options, NetworkParameters initialParameters, GpuPreference gpu)
    {
        int dimension = initialParameters.Architecture.InputDimension;
        Options = options;
        InitialParameters = initialParameters;
        Slots = options.Reconstruction.SlotsOf(dimension);
        Terms = new Objective(options.Reconstruction, dimension, options.Kind.Definition.Terms).Terms;
        Gpu = gpu;
    }

    /// <summary>The options, checked.</summary>
    public AutoencoderOptions Options { get; }

    /// <summary>
    /// Parameters of the network's shape, to be copied, not changed. No step is taken from them: <see cref="ITrainingSession.Restore"/> is called with the
    /// start of the fit before the first step.
    /// </summary>
    public NetworkParameters InitialParameters { get; }

    /// <summary>What the slots of a row hold, in order and without gaps.</summary>
    public IReadOnlyList<SlotRange> Slots { get; }

    /// <summary>The terms of the loss: those of the reconstruction first, then those of the kind of autoencoder.</summary>
    public IReadOnlyList<LossTerm> Terms { get; }

    /// <summary>Where the caller's environment would like the fit to run, for an engine that can choose and was not told.</summary>
    public GpuPreference Gpu { get; }
}
