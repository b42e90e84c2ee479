using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>What an engine is given at the start of a fit.</summary>
public sealed class TrainingRequest
{
    internal TrainingRequest(
        AutoencoderOptions options,
        NetworkParameters initialParameters,
        GpuPreference gpu,
        long rows,
        IReadOnlyList<AuxiliaryLoss>? auxiliaryLosses = null,
        LabelKind? labels = null)
    {
        int dimension = initialParameters.Architecture.InputDimension;
        Options = options;
        InitialParameters = initialParameters;
        Slots = options.Reconstruction.SlotsOf(dimension);
        AuxiliaryLosses = auxiliaryLosses ?? [];
        Labels = labels;
        bool readsLabels = AuxiliaryLosses.Any(loss => loss.Definition.ReadsLabels);
        Settings = AutomaticSettings.Of(options, initialParameters.Layout, rows, readsLabels);
        IReadOnlyList<LossTerm> auxiliaryTerms = [.. AuxiliaryLosses.Select(loss => loss.Definition.Term)];
        Objective = new Objective(options.Reconstruction, dimension, options.Kind.Definition.Terms, auxiliaryTerms);
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

    /// <summary>The losses on codes that the fit minimizes besides that of the reconstruction.</summary>
    public IReadOnlyList<AuxiliaryLoss> AuxiliaryLosses { get; }

    /// <summary>What the labels in <see cref="TrainingBatch.Labels"/> are; <see langword="null"/> if no loss reads labels.</summary>
    public LabelKind? Labels { get; }

    /// <summary>The terms of the loss: those of the reconstruction, followed by those of the kind, followed by those of <see cref="AuxiliaryLosses"/>.</summary>
    public IReadOnlyList<LossTerm> Terms => Objective.Terms;

    /// <summary>The GPU preference of the caller's environment, for an engine that has a choice and no setting of its own.</summary>
    public GpuPreference Gpu { get; }

    /// <summary>What the fit minimizes.</summary>
    internal Objective Objective { get; }
}
