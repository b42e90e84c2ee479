using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>What an engine is given at the start of a fit.</summary>
public sealed class TrainingRequest
{
    internal TrainingRequest(AutoencoderOptions options, NetworkParameters initialParameters, GpuPreference gpu, long rows)
    {
        int dimension = initialParameters.Architecture.InputDimension;
        Options = options;
        Settings = AutomaticSettings.Of(options, initialParameters.Architecture, rows);
        InitialParameters = initialParameters;
        Slots = options.Reconstruction.SlotsOf(dimension);
        Terms = new Objective(options.Reconstruction, dimension, options.Kind.Definition.Terms).Terms;
        Gpu = gpu;
    }

    /// <summary>The options, already validated.</summary>
    public AutoencoderOptions Options { get; }

    /// <summary>The values of the options that follow the data unless they are set.</summary>
    public TrainingSettings Settings { get; }

    /// <summary>
    /// Parameters that have the shape of the network, which an engine may copy but must not change. No step starts from them: before the first step,
    /// <see cref="ITrainingSession.Restore"/> is called with the start of the fit.
    /// </summary>
    public NetworkParameters InitialParameters { get; }

    /// <summary>What the slots of a row hold, in order and without gaps.</summary>
    public IReadOnlyList<SlotRange> Slots { get; }

    /// <summary>The terms of the loss: those of the reconstruction, followed by those of the kind.</summary>
    public IReadOnlyList<LossTerm> Terms { get; }

    /// <summary>The GPU preference of the caller's environment, for an engine that has a choice and no setting of its own.</summary>
    public GpuPreference Gpu { get; }
}
