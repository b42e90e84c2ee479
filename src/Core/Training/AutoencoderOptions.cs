using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>What to fit and how to train it.</summary>
/// <remarks>Values are checked when a fit begins, not when they are set. The error message names the option, its value and the range.</remarks>
public class AutoencoderOptions
{
    /// <summary>The defaults. Options, overloads and documentation all read them from here.</summary>
    public static class Defaults
    {
        /// <summary>Default of <see cref="AutoencoderOptions.LatentDimension"/>, except for sparse codes with a dictionary.</summary>
        public const int LatentDimension = 8;

        /// <summary>Default of <see cref="AutoencoderOptions.Activation"/>.</summary>
        public const Activation Activation = MLNet.Autoencoder.Activation.Silu;

        /// <summary>Default of <see cref="AutoencoderOptions.Scaling"/>.</summary>
        public const Scaling Scaling = MLNet.Autoencoder.Scaling.Automatic;

        /// <summary>Default of <see cref="AutoencoderOptions.LearningRate"/>, except for sparse codes with a dictionary.</summary>
        public const float LearningRate = 3e-3f;

        /// <summary>Default of <see cref="AutoencoderOptions.LearningRateSchedule"/>.</summary>
        public const LearningRateSchedule LearningRateSchedule = MLNet.Autoencoder.LearningRateSchedule.Cosine;

        /// <summary>Default of <see cref="AutoencoderOptions.LearningRateWarmupEpochs"/>.</summary>
        public const int LearningRateWarmupEpochs = 0;

        /// <summary>Default of <see cref="AutoencoderOptions.PlateauPatience"/>.</summary>
        public const int PlateauPatience = 15;

        /// <summary>Default of <see cref="AutoencoderOptions.GradientClipping"/>.</summary>
        public const float GradientClipping = 10;

        /// <summary>Default of <see cref="AutoencoderOptions.MissingValues"/>.</summary>
        public const MissingValues MissingValues = MLNet.Autoencoder.MissingValues.SkipRow;

        /// <summary>Default of <see cref="AutoencoderOptions.LatentOrder"/>.</summary>
        public const LatentOrder LatentOrder = MLNet.Autoencoder.LatentOrder.ByInformation;

        /// <summary>Default of <see cref="AutoencoderOptions.CheckpointInterval"/>: half a minute.</summary>
        public static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(30);

        /// <summary>Default of <see cref="AutoencoderOptions.ValidationFraction"/>.</summary>
        public const float ValidationFraction = 0.1f;

        /// <summary>Default of <see cref="AutoencoderOptions.RowCacheBytes"/>: one GiB.</summary>
        public const long RowCacheBytes = 1L << 30;

        /// <summary>Default of <see cref="AutoencoderOptions.ShuffleBytes"/>: one GiB.</summary>
        public const long ShuffleBytes = 1L << 30;
    }

    private readonly Dictionary<Option, object?> _values = [];

    /// <summary>Creates options with default values.</summary>
    public AutoencoderOptions()
    {
    }

    /// <summary>Copies options, so that later changes to <paramref name="other"/> do not affect a fit that already holds the copy.</summary>
    /// <param name="other">The options to copy.</param>
    protected AutoencoderOptions(AutoencoderOptions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((Option option, object? value) in other._values)
        {
            _values[option] = option.Copy(value);
        }
    }

    private static readonly Option<int?> LatentDimensionOption = new(
        nameof(LatentDimension), null, OptionRange.OrNull(OptionRange.AtLeast(1)), OptionIdentity.ByNetwork);

    /// <summary>
    /// q, the number of latent units; 1 or more. If <see langword="null"/>, it is that of <see cref="WarmStart"/>, if there is one. Otherwise it is 8, except
    /// for sparse codes with a dictionary, which have 8 units for each slot, but at most 4,096, and at most n·k/32, so that each of them fires for 32 of the
    /// n rows on average.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? LatentDimension { get => Get(LatentDimensionOption); set => Set(LatentDimensionOption, value); }

    private static readonly Option<IReadOnlyList<int>?> HiddenLayersOption = new(
        nameof(HiddenLayers), null, new OptionRange<IReadOnlyList<int>?>(Text: null, (_, widths, _) => ValidateHiddenLayers(widths ?? [])),
        OptionIdentity.ByNetwork, copy: widths => widths is null ? null : [.. widths]);

    /// <summary>
    /// The widths of the encoder's hidden layers, from input to code, each 1 or more; the decoder mirrors them. With an empty list, encoder and
    /// decoder are linear. If <see langword="null"/>, they are those of <see cref="WarmStart"/>, if there is one. Otherwise there are none for sparse codes
    /// with a dictionary, and one layer for all other kinds, whose width follows the number of slots d: the power of two from 128 to 512 that is closest to
    /// d/2, but at most 2²⁰/d where that is more than 128.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IReadOnlyList<int>? HiddenLayers { get => Get(HiddenLayersOption); set => Set(HiddenLayersOption, value); }

    private static readonly Option<Activation> ActivationOption = new(
        nameof(Activation), Defaults.Activation, OptionRange.Defined<Activation>(), OptionIdentity.ByNetwork);

    /// <summary>The activation function of the hidden layers.</summary>
    /// <value>The default is <see cref="Activation.Silu"/>.</value>
    public Activation Activation { get => Get(ActivationOption); set => Set(ActivationOption, value); }

    private static readonly Option<AutoencoderKind> KindOption = new(
        nameof(Kind), new Variational(), OptionRange.Choice<AutoencoderKind>((kind, options) => kind.Validate(options.LatentDimension ?? int.MaxValue)),
        OptionIdentity.ByValue);

    /// <summary>Which autoencoder to fit.</summary>
    /// <value>The default is <c>new Variational()</c>.</value>
    public AutoencoderKind Kind { get => Get(KindOption); set => Set(KindOption, value); }

    private static readonly Option<ReconstructionLoss> ReconstructionOption = new(
        nameof(Reconstruction), new Gaussian(), OptionRange.Choice<ReconstructionLoss>((reconstruction, _) => reconstruction.Validate()),
        OptionIdentity.ByValue);

    /// <summary>The loss that compares a reconstruction with its row.</summary>
    /// <value>The default is <c>new Gaussian()</c>.</value>
    public ReconstructionLoss Reconstruction { get => Get(ReconstructionOption); set => Set(ReconstructionOption, value); }

    private static readonly Option<IReadOnlyList<AuxiliaryLoss>?> AuxiliaryLossesOption = new(
        nameof(AuxiliaryLosses), null, new OptionRange<IReadOnlyList<AuxiliaryLoss>?>(Text: null, (_, losses, _) => ValidateAuxiliaryLosses(losses ?? [])),
        OptionIdentity.ByValue, copy: losses => losses is null ? null : [.. losses]);

    /// <summary>
    /// The losses on codes that the fit minimizes besides that of the reconstruction, no two of the same type. If <see langword="null"/>, they follow the
    /// labels of the rows: none without labels, <see cref="LabelHead"/> for two classes, and <see cref="SupervisedContrastive"/> in addition for more classes
    /// or numbers.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IReadOnlyList<AuxiliaryLoss>? AuxiliaryLosses { get => Get(AuxiliaryLossesOption); set => Set(AuxiliaryLossesOption, value); }

    private static readonly Option<Scaling> ScalingOption = new(
        nameof(Scaling), Defaults.Scaling, OptionRange.Defined<Scaling>(), OptionIdentity.ByValue);

    /// <summary>How the input is scaled before the network sees it. The statistics are learned in the fit and saved with the model.</summary>
    /// <value>The default is <see cref="Scaling.Automatic"/>.</value>
    public Scaling Scaling { get => Get(ScalingOption); set => Set(ScalingOption, value); }

    private static readonly Option<MissingValues> MissingValuesOption = new(
        nameof(MissingValues), Defaults.MissingValues, OptionRange.Defined<MissingValues>(), OptionIdentity.ByValue);

    /// <summary>How rows with missing values (NaN) are treated.</summary>
    /// <value>The default is <see cref="MissingValues.SkipRow"/>.</value>
    public MissingValues MissingValues { get => Get(MissingValuesOption); set => Set(MissingValuesOption, value); }

    private static readonly Option<LatentOrder> LatentOrderOption = new(
        nameof(LatentOrder), Defaults.LatentOrder, OptionRange.Defined<LatentOrder>(), OptionIdentity.None);

    /// <summary>The order of the latent units.</summary>
    /// <value>The default is <see cref="LatentOrder.ByInformation"/>.</value>
    public LatentOrder LatentOrder { get => Get(LatentOrderOption); set => Set(LatentOrderOption, value); }

    private static readonly Option<int?> EpochsOption = new(
        nameof(Epochs), null, OptionRange.OrNull(OptionRange.AtLeast(1)), OptionIdentity.ByValue);

    /// <summary>
    /// The maximum number of epochs, passes over the training rows; 1 or more. If <see langword="null"/>, it follows the number of rows n: 400, or
    /// 400·(1800/n)^0.36 if there are more than 1,800. Rows for which <see cref="HiddenLayers"/> is wider than 128 by default need fewer: that number times
    /// 0.42 with 256 units, and times 0.18 with 512. <see cref="TrainingHistory.Settings"/> has the number used.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? Epochs { get => Get(EpochsOption); set => Set(EpochsOption, value); }

    private static readonly Option<int?> BatchSizeOption = new(
        nameof(BatchSize), null, OptionRange.OrNull(OptionRange.AtLeast(1)), OptionIdentity.ByValue);

    /// <summary>
    /// The number of rows in a batch, which gives one optimizer step; 1 or more. The last batch of an epoch may be smaller. The values of a batch in
    /// the widest layer must fit in one array. If <see langword="null"/>, it follows the number of rows n: the power of two from 8 to 4,096 that is closest to
    /// 48·√(n/1800).
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? BatchSize { get => Get(BatchSizeOption); set => Set(BatchSizeOption, value); }

    private static readonly Option<int?> MaximumBatchSizeOption = new(
        nameof(MaximumBatchSize), null, OptionRange.OrNull(OptionRange.AtLeast(1)), OptionIdentity.ByValue);

    /// <summary>
    /// The size up to which <see cref="MLNet.Autoencoder.LearningRateSchedule.Plateau"/> doubles the batch size before it halves the learning rate:
    /// the same effect in fewer steps (Smith et al., Don't Decay the Learning Rate, Increase the Batch Size, 2018). At least
    /// <see cref="BatchSize"/>; <see langword="null"/> for a constant batch size.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? MaximumBatchSize { get => Get(MaximumBatchSizeOption); set => Set(MaximumBatchSizeOption, value); }

    private static readonly Option<float?> LearningRateOption = new(
        nameof(LearningRate), null, OptionRange.OrNull(OptionRange.Positive), OptionIdentity.ByValue);

    /// <summary>
    /// The learning rate of Adam (Kingma and Ba, 2015); greater than 0, finite. If <see langword="null"/>, it is 0.003, except for sparse codes with a
    /// dictionary, where it is 0.08/√d: a step changes all values of an atom by about as much, and its length is 1.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public float? LearningRate { get => Get(LearningRateOption); set => Set(LearningRateOption, value); }

    private static readonly Option<LearningRateSchedule> LearningRateScheduleOption = new(
        nameof(LearningRateSchedule), Defaults.LearningRateSchedule, OptionRange.Defined<LearningRateSchedule>(), OptionIdentity.ByValue);

    /// <summary>How the learning rate changes over the fit.</summary>
    /// <value>The default is <see cref="LearningRateSchedule.Cosine"/>.</value>
    public LearningRateSchedule LearningRateSchedule { get => Get(LearningRateScheduleOption); set => Set(LearningRateScheduleOption, value); }

    private static readonly Option<int> LearningRateWarmupEpochsOption = new(
        nameof(LearningRateWarmupEpochs), Defaults.LearningRateWarmupEpochs, OptionRange.AtLeast(0), OptionIdentity.ByValue);

    /// <summary>The number of epochs over which the learning rate rises linearly from 0 to <see cref="LearningRate"/>; 0 or more.</summary>
    /// <value>The default is <c>0</c>.</value>
    public int LearningRateWarmupEpochs { get => Get(LearningRateWarmupEpochsOption); set => Set(LearningRateWarmupEpochsOption, value); }

    private static readonly Option<int> PlateauPatienceOption = new(
        nameof(PlateauPatience), Defaults.PlateauPatience, OptionRange.AtLeast(1), OptionIdentity.ByValue);

    /// <summary>
    /// The number of epochs without a better loss after which <see cref="MLNet.Autoencoder.LearningRateSchedule.Plateau"/> halves the learning rate;
    /// 1 or more.
    /// </summary>
    /// <value>The default is <c>15</c>.</value>
    public int PlateauPatience { get => Get(PlateauPatienceOption); set => Set(PlateauPatienceOption, value); }

    private static readonly Option<float?> GradientClippingOption = new(
        nameof(GradientClipping), Defaults.GradientClipping, OptionRange.OrNull(OptionRange.Positive), OptionIdentity.ByValue);

    /// <summary>
    /// The maximum norm of a batch's gradient; a larger gradient is scaled down to it (Pascanu et al., 2013). Greater than 0, finite;
    /// <see langword="null"/> for no limit.
    /// </summary>
    /// <value>The default is <c>10</c>, which only unusual batches exceed.</value>
    public float? GradientClipping { get => Get(GradientClippingOption); set => Set(GradientClippingOption, value); }

    private static readonly Option<float?> WeightDecayOption = new(
        nameof(WeightDecay), null, OptionRange.OrNull(OptionRange.NonNegative), OptionIdentity.ByValue);

    /// <summary>
    /// The fraction of each weight, times the learning rate, that a step subtracts, as in AdamW (Loshchilov and Hutter, 2019); 0 or more, finite.
    /// Biases and skip connections do not decay, so what the hidden layers learn without benefit decays, which leaves principal components. If
    /// <see langword="null"/>, it follows the kind and the number of rows n: 0 for <see cref="Variational"/>, whose divergence does the same, and for
    /// sparse codes with a dictionary. For other kinds, and for <see cref="Variational"/> if the fit reads labels, it is 0.15, or 0.15·60·d/n if there are
    /// more than 60 rows for each of the d slots.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public float? WeightDecay { get => Get(WeightDecayOption); set => Set(WeightDecayOption, value); }

    private static readonly Option<float> ValidationFractionOption = new(
        nameof(ValidationFraction), Defaults.ValidationFraction, OptionRange.Where<float>("0 or more and less than 1", value => value >= 0f && value < 1f),
        OptionIdentity.ByValue);

    /// <summary>
    /// The fraction of the rows that is held out to compute the validation loss after each epoch, at most about 10,000 rows; 0 or more and less than
    /// 1. The model keeps the parameters of the best epoch, or, if the fit reads labels, trains them further on all rows
    /// (<see cref="TrainingHistory.FinalEpochs"/>). In a small table, more rows than this are held out, up to 50 rows or one in five; in a table of fewer
    /// than 40 rows, none. Ignored if validation rows are given.
    /// </summary>
    /// <value>The default is <c>0.1</c>.</value>
    public float ValidationFraction { get => Get(ValidationFractionOption); set => Set(ValidationFractionOption, value); }

    private static readonly Option<int?> PatienceOption = new(
        nameof(Patience), null, OptionRange.OrNull(OptionRange.AtLeast(0)), OptionIdentity.ByValue);

    /// <summary>
    /// The number of consecutive epochs, none of which is kept, after which the fit ends; 0 or more, and 0 to train for all <see cref="Epochs"/>. If
    /// <see langword="null"/>, it is 45, or half of the epochs if that is more.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? Patience { get => Get(PatienceOption); set => Set(PatienceOption, value); }

    private static readonly Option<TimeSpan?> MaximumTrainingTimeOption = new(
        nameof(MaximumTrainingTime), null, OptionRange.OrNull(OptionRange.PositiveTime), OptionIdentity.None);

    /// <summary>
    /// The time after which the fit ends with the best model so far, counted from its start; greater than 0. The fit stops after the batch that it is
    /// training on, and trains on one batch at least. Where it stops depends on the machine, and so does the model. <see langword="null"/> for no limit.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public TimeSpan? MaximumTrainingTime { get => Get(MaximumTrainingTimeOption); set => Set(MaximumTrainingTimeOption, value); }

    private static readonly Option<int?> SeedOption = new(
        nameof(Seed), null, OptionRange.Any<int?>(), OptionIdentity.By(request => OptionIdentity.TextOf(request.Seed)));

    /// <summary>
    /// The seed of the initial weights, the order of the rows and all noise. The same seed, options and rows give the same model, byte for byte. If
    /// <see langword="null"/>, <c>MLContext(seed)</c> decides in a pipeline, and chance elsewhere.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? Seed { get => Get(SeedOption); set => Set(SeedOption, value); }

    private static readonly Option<long> RowCacheBytesOption = new(
        nameof(RowCacheBytes), Defaults.RowCacheBytes, OptionRange.AtLeast(1L), OptionIdentity.None);

    /// <summary>
    /// The maximum memory for rows, in bytes; 1 or more. Each value takes 4 bytes; in a row with at least three quarters zeros, each other value
    /// takes 8, plus 4 for the row. If all rows fit, they are read once. If not, they are read again in each epoch: once if this is at least
    /// <see cref="ShuffleBytes"/>, otherwise as many times as this fits into <see cref="ShuffleBytes"/>, at most 16 times. This changes how long a
    /// fit takes, but not the model.
    /// </summary>
    /// <value>The default is <c>1073741824</c>, one GiB.</value>
    public long RowCacheBytes { get => Get(RowCacheBytesOption); set => Set(RowCacheBytesOption, value); }

    private static readonly Option<long> ShuffleBytesOption = new(
        nameof(ShuffleBytes), Defaults.ShuffleBytes, OptionRange.AtLeast(1L), OptionIdentity.ByValue);

    /// <summary>
    /// The bytes of rows, counted as for <see cref="RowCacheBytes"/>, that are shuffled together; 1 or more. A larger table is cut into consecutive
    /// windows of this size, and each window is shuffled by itself: rows that are sorted by class or date should fit, or be shuffled beforehand. Like
    /// the seed, this size is part of what decides the model.
    /// </summary>
    /// <value>The default is <c>1073741824</c>, one GiB.</value>
    public long ShuffleBytes { get => Get(ShuffleBytesOption); set => Set(ShuffleBytesOption, value); }

    private static readonly Option<AutoencoderModel?> WarmStartOption = new(
        nameof(WarmStart), null, OptionRange.Any<AutoencoderModel?>(), OptionIdentity.By(
            request => request.Options.WarmStart is { } model ? FitIdentity.Hash(model.Content.Parameters.Values) : OptionIdentity.TextOf(null)));

    /// <summary>
    /// A fitted model whose parameters and scaling the fit starts from; <see langword="null"/> for none. It must have the same shape (input
    /// dimension, latent dimension, hidden layers, activation) and the same kinds of slots.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public AutoencoderModel? WarmStart { get => Get(WarmStartOption); set => Set(WarmStartOption, value); }

    private static readonly Option<string?> CheckpointPathOption = new(
        nameof(CheckpointPath), null, new OptionRange<string?>(Text: null, (name, path, options) => ValidateCheckpointPath(name, path, options.IsFirstRank)),
        OptionIdentity.None);

    /// <summary>
    /// The file that holds the state of the fit; <see langword="null"/> for none. A fit that finds its checkpoint there resumes from it and reaches
    /// the same model as if it had never stopped. The file is written atomically, and deleted when the fit is complete. A path that cannot be written to is
    /// rejected before any row is read. A write that fails later, because the disk is full for example, gives a warning and does not end the fit.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? CheckpointPath { get => Get(CheckpointPathOption); set => Set(CheckpointPathOption, value); }

    private static readonly Option<TimeSpan> CheckpointIntervalOption = new(
        nameof(CheckpointInterval), Defaults.CheckpointInterval, OptionRange.NonNegativeTime, OptionIdentity.None);

    /// <summary>
    /// The minimum time between two checkpoints; 0 or more, and 0 for a checkpoint after every epoch. A fit that is canceled, or that an exception ends,
    /// always writes one, unless training diverged.
    /// </summary>
    /// <value>The default is <c>00:00:30</c>, half a minute.</value>
    public TimeSpan CheckpointInterval { get => Get(CheckpointIntervalOption); set => Set(CheckpointIntervalOption, value); }

    private static readonly Option<ITrainingEngine?> EngineOption = new(
        nameof(Engine), null, OptionRange.Any<ITrainingEngine?>(), OptionIdentity.By(request => request.Engine.GetType().Name));

    /// <summary>The engine that does the arithmetic; <see langword="null"/> for the <see cref="ManagedEngine"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public ITrainingEngine? Engine { get => Get(EngineOption); set => Set(EngineOption, value); }

    // The number of ranks is a separate entry of the identity.
    private static readonly Option<ICommunicator?> CommunicatorOption = new(
        nameof(Communicator), null, OptionRange.Any<ICommunicator?>(), OptionIdentity.None);

    /// <summary>
    /// The processes that fit this model together, each with its own part of the rows; <see langword="null"/> for a fit in one process. Each rank starts the
    /// fit with the same options, and all get the same model, bit by bit. <see cref="BatchSize"/> counts the rows of all ranks, which contribute in proportion to
    /// their parts; <see cref="RowCacheBytes"/> and <see cref="ShuffleBytes"/> concern the rows of one rank. Rank 0 alone writes and reads the checkpoint, and reports
    /// progress and warnings.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public ICommunicator? Communicator { get => Get(CommunicatorOption); set => Set(CommunicatorOption, value); }

    private static readonly Option<IProgress<TrainingEpoch>?> ProgressOption = new(
        nameof(Progress), null, OptionRange.Any<IProgress<TrainingEpoch>?>(), OptionIdentity.None);

    /// <summary>Receives a report of each epoch when it ends, on the thread that runs the fit.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IProgress<TrainingEpoch>? Progress { get => Get(ProgressOption); set => Set(ProgressOption, value); }

    private static readonly Option<IProgress<TrainingEstimate>?> EstimateProgressOption = new(
        nameof(EstimateProgress), null, OptionRange.Any<IProgress<TrainingEstimate>?>(), OptionIdentity.None);

    /// <summary>
    /// Receives an estimate of the time and memory that the fit takes on this machine, once, after its first steps and before the first report to
    /// <see cref="Progress"/>, on the thread that runs the fit.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IProgress<TrainingEstimate>? EstimateProgress { get => Get(EstimateProgressOption); set => Set(EstimateProgressOption, value); }

    private static readonly Option<IProgress<string>?> WarningProgressOption = new(
        nameof(WarningProgress), null, OptionRange.Any<IProgress<string>?>(), OptionIdentity.None);

    /// <summary>
    /// Receives the warnings about the rows and the training, such as a slot that never varies, labels that say nothing about the rows, or a checkpoint that
    /// could not be written, on the thread that runs the fit. In a pipeline, <c>MLContext.Log</c> receives them too.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IProgress<string>? WarningProgress { get => Get(WarningProgressOption); set => Set(WarningProgressOption, value); }

    private static readonly Option<CancellationToken> CancellationTokenOption = new(
        nameof(CancellationToken), default, OptionRange.Any<CancellationToken>(), OptionIdentity.None);

    /// <summary>
    /// Ends the fit with an <see cref="OperationCanceledException"/> within the time of one batch, whether it is training, reading rows or computing
    /// something in between. Nothing is left behind except a checkpoint, if <see cref="CheckpointPath"/> is set: a new fit with the same options and
    /// a token that is not canceled gives the model that an uninterrupted fit would have given.
    /// </summary>
    /// <value>The default is <see cref="CancellationToken.None"/>.</value>
    public CancellationToken CancellationToken { get => Get(CancellationTokenOption); set => Set(CancellationTokenOption, value); }

    // The last static field: it collects those above.
    private static readonly Option[] Declarations = Option.DeclaredIn(typeof(AutoencoderOptions));

    /// <summary>All options: those of this class, followed by those of a derived class.</summary>
    internal virtual IEnumerable<Option> Declared => Declarations;

    /// <summary>Whether this process is the rank that reads and writes files, and reports what all ranks know.</summary>
    internal bool IsFirstRank => Communicator is null or { Rank: 0 };

    /// <summary>The options that concern rows.</summary>
    internal RowOptions RowOptions =>
        new(Reconstruction, Scaling, MissingValues, ValidationFraction, RowCacheBytes, ShuffleBytes);

    /// <summary>The value of an option.</summary>
    internal T Get<T>(Option<T> option) => _values.TryGetValue(option, out object? value) ? (T)value! : option.DefaultValue;

    /// <summary>The value of an option, whatever its type.</summary>
    internal object? ValueOf(Option option) => _values.TryGetValue(option, out object? value) ? value : option.Default;

    /// <summary>Sets an option.</summary>
    private protected void Set<T>(Option<T> option, T value) => _values[option] = value;

    /// <summary>Checks whatever also depends on the network. Called before any row is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The network is too large, or a batch is too large for it.</exception>
    /// <exception cref="ArgumentException">
    /// The model to start from has another shape or other slots, a range of slots extends beyond the row, or a checkpoint cannot be written or is too small
    /// for the network.
    /// </exception>
    internal void Validate(NetworkArchitecture architecture)
    {
        IEnumerable<AuxiliaryLoss> withoutLabels = (AuxiliaryLosses ?? []).Where(loss => !loss.Definition.ReadsLabels);
        Sizes.LayoutOf(this, architecture, [.. withoutLabels.SelectMany(loss => loss.Definition.Tensors(architecture, labels: null))]);
        ParameterLayout layout = Kind.Definition.LayoutOf(architecture);
        EnsureCheckpointsCanBeWritten(layout.Count);
        _ = Reconstruction.SlotsOf(architecture.InputDimension);
        if (WarmStart is { } model && !model.Content.Parameters.Layout.IsSameAs(layout))
        {
            throw new ArgumentException(
                $"{nameof(WarmStart)} is a model of shape {model.Architecture}, but the model to fit has shape {architecture}. "
                + $"Use the same {nameof(LatentDimension)}, {nameof(HiddenLayers)}, {nameof(Activation)} and number of slots in a row, or "
                + $"fit without {nameof(WarmStart)}.");
        }

        if (WarmStart is { } start && !start.Reconstruction.SlotsOf(architecture.InputDimension).SequenceEqual(Reconstruction.SlotsOf(architecture.InputDimension)))
        {
            throw new ArgumentException(
                $"{nameof(WarmStart)} is a model whose {nameof(Reconstruction)} is {start.Reconstruction}, but the model to fit has {Reconstruction}, "
                + $"so the outputs of the two decoders mean different things. Use the same {nameof(Reconstruction)}, or fit without {nameof(WarmStart)}.");
        }
    }

    /// <summary>A copy, so that later changes to these options do not affect it.</summary>
    internal virtual AutoencoderOptions Copy() => new(this);

    /// <summary>Checks every value. Called before any row is read.</summary>
    /// <exception cref="ArgumentNullException">A list or choice is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names the option, its value and the range.</exception>
    internal void Validate()
    {
        foreach (Option option in Declared)
        {
            option.Validate(this);
        }

        if (Scaling == Scaling.Standardize && Reconstruction.IsOnUnitInterval)
        {
            throw Require.OutOfRange(nameof(Scaling), Scaling, $"{nameof(Scaling.MinMax)} or {nameof(Scaling.None)} with a Bernoulli reconstruction");
        }

        if (MaximumBatchSize is { } largest)
        {
            Require.AtLeast(BatchSize ?? 1, largest, nameof(MaximumBatchSize));
        }
    }

    /// <summary>The same options with another kind, and a number of latent units.</summary>
    internal AutoencoderOptions With(AutoencoderKind kind, int latentDimension) => new(this) { Kind = kind, LatentDimension = latentDimension };

    /// <summary>The network for rows.</summary>
    /// <param name="inputDimension">d.</param>
    /// <param name="rows">The number of rows; as long as it is unknown, the largest network that they can give.</param>
    internal NetworkArchitecture ArchitectureFor(int inputDimension, long rows = long.MaxValue)
    {
        int latent = LatentDimension ?? WarmStart?.LatentDimension ?? AutomaticSettings.LatentDimension(Kind.Definition, inputDimension, rows);
        IReadOnlyList<int> hidden = HiddenLayers ?? WarmStart?.Architecture.HiddenLayers
            ?? (Kind.Definition.HasDictionary ? [] : [AutomaticSettings.HiddenUnits(inputDimension)]);
        return new NetworkArchitecture(inputDimension, hidden, latent, Activation);
    }

    private void EnsureCheckpointsCanBeWritten(long parameters)
    {
        try
        {
            if (CheckpointPath is { } path && IsFirstRank)
            {
                CheckpointFile.EnsureWritable(path, parameters);
            }
        }
        catch (IOException e)
        {
            throw new ArgumentException(
                $"{nameof(CheckpointPath)} is '{CheckpointPath}', but no checkpoint can be written there. {e.Message} Set it to a file in a folder that this process may "
                + "write to, on a disk with room for it, or fit without checkpoints.",
                e);
        }
    }

    private static void ValidateHiddenLayers(IReadOnlyList<int> widths)
    {
        for (int i = 0; i < widths.Count; i++)
        {
            Require.AtLeast(1, widths[i], $"{nameof(HiddenLayers)}[{i}]");
        }
    }

    private static void ValidateAuxiliaryLosses(IReadOnlyList<AuxiliaryLoss> losses)
    {
        for (int i = 0; i < losses.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(losses[i], $"{nameof(AuxiliaryLosses)}[{i}]");
            losses[i].Validate();
        }

        if (losses.GroupBy(loss => loss.GetType()).FirstOrDefault(group => group.Count() > 1) is { } repeated)
        {
            throw new ArgumentException($"{nameof(AuxiliaryLosses)} contains more than one {repeated.Key.Name}. Pass each loss once.");
        }
    }

    private static void ValidateCheckpointPath(string option, string? path, bool isFirstRank)
    {
        if (path is { Length: 0 })
        {
            throw new ArgumentException($"{nameof(CheckpointPath)} is '{path}', but must be the path of a file, or null to fit without checkpoints.", option);
        }

        // Of several ranks, only the first needs the folder.
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && isFirstRank && !Directory.Exists(folder))
        {
            throw new ArgumentException($"{nameof(CheckpointPath)} is '{path}', but the folder '{folder}' does not exist. Create it first.");
        }
    }
}
