using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>What an engine is given at the start of a fit.</summary>
public sealed class TrainingRequest
{
    /// <param name="options">The options.</param>
    /// <param name="initialParameters">Parameters with the shape of the network.</param>
    /// <param name="gpu">The GPU preference of the caller's environment.</param>
    /// <param name="rows">The number of training rows.</param>
    /// <param name="auxiliaryLosses">The losses on codes.</param>
    /// <param name="labels">What labels are.</param>
    /// <param name="ranks">The ranks; <see langword="null"/> for a single process.</param>
    /// <param name="capacityFor">The most rows that a batch has on a rank, given those on all; <see langword="null"/> for a single process.</param>
    internal TrainingRequest(
        AutoencoderOptions options,
        NetworkParameters initialParameters,
        GpuPreference gpu,
        long rows,
        IReadOnlyList<AuxiliaryLoss>? auxiliaryLosses = null,
        LabelKind? labels = null,
        Ranks? ranks = null,
        Func<int, int>? capacityFor = null)
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
        BatchCapacity = capacityFor?.Invoke(Settings.MaximumBatchSize) ?? Settings.MaximumBatchSize;
        Ranks = ranks ?? Ranks.Alone;
    }

    /// <summary>The options, already validated.</summary>
    public AutoencoderOptions Options { get; }

    /// <summary>The values of the options that follow the data unless they are set.</summary>
    public TrainingSettings Settings { get; }

    /// <summary>The most rows that a batch has, on this rank or any other; <see cref="TrainingSettings.MaximumBatchSize"/> in a fit by one process.</summary>
    public int BatchCapacity { get; }

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

    /// <summary>
    /// Replaces each value by its sum over the ranks of the fit; changes nothing in a fit by one process. Every rank calls it as often and with as many values. An
    /// engine calls it for the gradient of each batch, even an empty one, after multiplying the gradient by the share of the rows that this rank has:
    /// <see cref="TrainingBatch.Count"/> / <see cref="TrainingBatch.CountOfRanks"/>.
    /// </summary>
    /// <param name="values">The values of this rank; receives the sums.</param>
    public void SumOverRanks(Span<float> values) => Ranks.Sum(values);

    /// <summary>What the fit minimizes.</summary>
    internal Objective Objective { get; }

    /// <summary>The ranks of the fit.</summary>
    internal Ranks Ranks { get; }
}
