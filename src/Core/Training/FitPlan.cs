using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Training;

/// <summary>What a fit does, once its rows are known: its losses and their weights, its network, and how it corrupts its input.</summary>
internal sealed class FitPlan
{
    /// <summary>
    /// The corruption of a fit to classes, if the kind leaves it open. A fit that sees the label of every row could memorize rows; with slots missing at
    /// random, no code can depend on a single one.
    /// </summary>
    private static readonly MaskingNoise ClassCorruption = new() { Probability = 0.15f };

    private readonly AutoencoderOptions _options;
    private readonly BatchParts _partsOfRows;
    private readonly bool _masksInput;

    /// <param name="request">The fit.</param>
    /// <param name="pool">The rows, already counted.</param>
    /// <param name="ignoresLabels">Whether to fit as if rows had no labels.</param>
    public FitPlan(FitRequest request, RowPool pool, bool ignoresLabels)
    {
        _options = request.Options;
        IgnoresLabels = ignoresLabels;
        LabelEncoding? labels = ignoresLabels ? null : pool.Labels;
        NetworkArchitecture architecture = _options.ArchitectureFor(request.Rows.Dimension, pool.RowCount);
        IReadOnlyList<AuxiliaryLoss> losses = LossesFor(labels);
        Losses = [.. losses.Select(loss => loss.Definition)];
        ReadsLabels = Losses.Any(loss => loss.ReadsLabels);
        _options.Kind.Validate(architecture.LatentDimension);
        Options = _options.With(_options.Kind.Resolved(architecture, ReadsLabels), architecture.LatentDimension);
        Definition = Options.Kind.Definition;
        _masksInput = ReadsLabels && labels!.Kind == LabelKind.Class && !Definition.DecidesCorruption;
        Classes = ReadsLabels ? labels!.Classes.Count : 0;
        LabelFactor = ReadsLabels ? 1 / labels!.Share : 1;
        _partsOfRows = (_options.MissingValues == MissingValues.Mask ? BatchParts.Missing : BatchParts.None)
            | (request.Rows.HasWeights || (request.ValidationRows?.HasWeights ?? false) ? BatchParts.Weighted : BatchParts.None);

        ParameterLayout layout = Sizes.LayoutOf(_options, architecture, [.. Losses.SelectMany(loss => loss.Tensors(architecture, labels))]);
        NetworkParameters parameters = ParameterInitialization.Create(layout, (ulong)request.Seed);
        Request = new TrainingRequest(
            Options, parameters, request.Gpu, pool.RowCount, losses, ReadsLabels ? labels!.Kind : null, request.Ranks, pool.CapacityFor);
        FullWeights = new float[Objective.Terms.Count];
        SetTermWeights(FitPoint.End, FullWeights);
    }

    /// <summary>Whether the rows have labels that this fit does not use, because they say nothing about rows.</summary>
    public bool IgnoresLabels { get; }

    /// <summary>The options of the fit, with a kind whose options that follow the labels have values.</summary>
    public AutoencoderOptions Options { get; }

    /// <summary>What follows from the kind.</summary>
    public KindDefinition Definition { get; }

    /// <summary>The auxiliary losses.</summary>
    public IReadOnlyList<AuxiliaryDefinition> Losses { get; }

    /// <summary>The number of classes that labels name; 0 if the fit reads no labels, or if they are numbers.</summary>
    public int Classes { get; }

    /// <summary>Whether any of them reads labels.</summary>
    public bool ReadsLabels { get; }

    /// <summary>The factor on the loss of a labeled row: the reciprocal of the share of such rows.</summary>
    public double LabelFactor { get; }

    /// <summary>What the engine is given.</summary>
    public TrainingRequest Request { get; }

    /// <summary>What the fit minimizes.</summary>
    public Objective Objective => Request.Objective;

    /// <summary>The values of the options that follow the data unless they are set.</summary>
    public TrainingSettings Settings => Request.Settings;

    /// <summary>The learning rate from which schedules start.</summary>
    public float LearningRate => _options.LearningRate ?? AutomaticSettings.LearningRate(Definition, Request.InitialParameters.Architecture.InputDimension);

    /// <summary>The weight of each loss term at the end of every schedule, at which losses are compared.</summary>
    public float[] FullWeights { get; }

    /// <summary>What a batch holds besides rows and noise.</summary>
    public BatchParts Parts => _partsOfRows
        | (CorruptsInput ? BatchParts.Corrupted : BatchParts.None)
        | (ReadsLabels ? BatchParts.Labeled : BatchParts.None)
        | (Definition.HasDictionary ? BatchParts.SparseCodes : BatchParts.None)
        | (SwapProbability is not null ? BatchParts.Viewed : BatchParts.None);

    /// <summary>The share of slots that are swapped in the second view of each row; <see langword="null"/> if no loss compares views.</summary>
    public float? SwapProbability => Losses.Select(loss => loss.SwapProbability).FirstOrDefault(probability => probability is not null);

    /// <summary>Whether the encoder may see corrupted rows during training.</summary>
    public bool CorruptsInput => _masksInput || Definition.CorruptsInput;

    /// <summary>The corruption of the encoder's input; <see langword="null"/> for none.</summary>
    /// <param name="spread">Computes how far values typically are from their mean, in scaled units.</param>
    public Corruption? CorruptionFor(Func<double> spread) => _masksInput ? ClassCorruption : Definition.CorruptionFor(spread);

    /// <summary>The strength of the corruption at a point of the fit; 0 to 1.</summary>
    public float CorruptionStrength(in FitPoint point) => _masksInput ? 1 : Definition.CorruptionStrength(point);

    /// <summary>Sets the weight of each loss term at a point of the fit: 1, unless the kind or an auxiliary loss sets another.</summary>
    public void SetTermWeights(in FitPoint point, Span<float> weights)
    {
        IReadOnlyList<AuxiliaryLoss> losses = Request.AuxiliaryLosses;
        weights.Fill(1);
        Definition.SetTermWeights(point, weights[^(Definition.Terms.Count + losses.Count)..^losses.Count]);
        for (int i = 0; i < losses.Count; i++)
        {
            weights[^(losses.Count - i)] = losses[i].Weight * Request.InitialParameters.Architecture.InputDimension;
        }
    }

    /// <summary>The losses of the options, or those that follow from the labels. Those that read labels need some that distinguish rows.</summary>
    private IReadOnlyList<AuxiliaryLoss> LossesFor(LabelEncoding? labels)
    {
        bool isInformative = labels?.IsInformative ?? false;
        IReadOnlyList<AuxiliaryLoss> wanted = _options.AuxiliaryLosses ?? (isInformative ? AutomaticLosses.For(labels!) : []);
        return [.. wanted.Where(loss => !loss.Definition.ReadsLabels || isInformative)];
    }
}
