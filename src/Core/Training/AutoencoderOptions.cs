using System.Globalization;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>What to fit and how to train it.</summary>
/// <remarks>Values are checked when a fit begins, not when they are set: an error names the option, its value and the range.</remarks>
public class AutoencoderOptions
{
    /// <summary>The only home of the defaults: options, overloads and documentation read them from here.</summary>
    public static class Defaults
    {
        /// <summary>Default of <see cref="AutoencoderOptions.LatentDimension"/>.</summary>
        public const int LatentDimension = 8;

        /// <summary>Default width of the one hidden layer in <see cref="AutoencoderOptions.HiddenLayers"/>.</summary>
        public const int HiddenUnits = 128;

        /// <summary>Default of <see cref="AutoencoderOptions.Activation"/>.</summary>
        public const Activation Activation = MLNet.Autoencoder.Activation.Silu;

        /// <summary>Default of <see cref="AutoencoderOptions.Scaling"/>.</summary>
        public const Scaling Scaling = MLNet.Autoencoder.Scaling.Automatic;

        /// <summary>Default of <see cref="AutoencoderOptions.Epochs"/>.</summary>
        public const int Epochs = 300;

        /// <summary>Default of <see cref="AutoencoderOptions.BatchSize"/>.</summary>
        public const int BatchSize = 32;

        /// <summary>Default of <see cref="AutoencoderOptions.LearningRate"/>.</summary>
        public const float LearningRate = 3e-3f;

        /// <summary>Default of <see cref="AutoencoderOptions.LearningRateSchedule"/>.</summary>
        public const LearningRateSchedule LearningRateSchedule = MLNet.Autoencoder.LearningRateSchedule.Plateau;

        /// <summary>Default of <see cref="AutoencoderOptions.LearningRateWarmupEpochs"/>.</summary>
        public const int LearningRateWarmupEpochs = 0;

        /// <summary>Default of <see cref="AutoencoderOptions.PlateauPatience"/>.</summary>
        public const int PlateauPatience = 15;

        /// <summary>Default of <see cref="AutoencoderOptions.WeightDecay"/>.</summary>
        public const float WeightDecay = 0.15f;

        /// <summary>Default of <see cref="AutoencoderOptions.MissingValues"/>.</summary>
        public const MissingValues MissingValues = MLNet.Autoencoder.MissingValues.SkipRow;

        /// <summary>Default of <see cref="AutoencoderOptions.LatentOrder"/>.</summary>
        public const LatentOrder LatentOrder = MLNet.Autoencoder.LatentOrder.ByInformation;

        /// <summary>Default of <see cref="AutoencoderOptions.CheckpointInterval"/>: half a minute.</summary>
        public static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(30);

        /// <summary>Default of <see cref="AutoencoderOptions.ValidationFraction"/>.</summary>
        public const float ValidationFraction = 0.1f;

        /// <summary>Default of <see cref="AutoencoderOptions.Patience"/>.</summary>
        public const int Patience = 45;

        /// <summary>Default of <see cref="AutoencoderOptions.RowCacheBytes"/>: one GiB.</summary>
        public const long RowCacheBytes = 1L << 30;

        /// <summary>Default of <see cref="AutoencoderOptions.ShuffleBytes"/>: one GiB.</summary>
        public const long ShuffleBytes = 1L << 30;
    }

    private static readonly List<Option> Declarations = [];

    private readonly Dictionary<Option, object?> _values = [];

    /// <summary>Options with every value at its default.</summary>
    public AutoencoderOptions()
    {
    }

    /// <summary>A copy, so that later changes to <paramref name="other"/> do not reach a fit that already holds its options.</summary>
    /// <param name="other">The options to copy.</param>
    protected AutoencoderOptions(AutoencoderOptions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((Option option, object? value) in other._values)
        {
            _values[option] = option.Copy(value);
        }
    }

    private static readonly Option<int> LatentDimensionOption = Declare<int>(
        nameof(LatentDimension), Defaults.LatentDimension, OptionRange.AtLeast(1), OptionIdentity.ByNetwork);

    /// <summary>q, the number of latent slots; 1 or more.</summary>
    /// <value>The default is <c>8</c>.</value>
    public int LatentDimension
    {
        get => Get(LatentDimensionOption);
        set => Set(LatentDimensionOption, value);
    }

    private static readonly Option<IReadOnlyList<int>> HiddenLayersOption = Declare<IReadOnlyList<int>>(
        nameof(HiddenLayers), [Defaults.HiddenUnits], OptionRange.Choice<IReadOnlyList<int>>((widths, _) => ValidateHiddenLayers(widths)), OptionIdentity.ByNetwork, widths => [.. widths]);

    /// <summary>
    /// The widths of the encoder's hidden layers from input to code, each 1 or more; the decoder mirrors them.
    /// Empty gives a linear encoder and decoder.
    /// </summary>
    /// <value>The default is <c>[128]</c>.</value>
    public IReadOnlyList<int> HiddenLayers
    {
        get => Get(HiddenLayersOption);
        set => Set(HiddenLayersOption, value);
    }

    private static readonly Option<Activation> ActivationOption = Declare<Activation>(
        nameof(Activation), Defaults.Activation, OptionRange.Defined<Activation>(), OptionIdentity.ByNetwork);

    /// <summary>The non-linearity of the hidden layers.</summary>
    /// <value>The default is <see cref="Activation.Silu"/>.</value>
    public Activation Activation
    {
        get => Get(ActivationOption);
        set => Set(ActivationOption, value);
    }

    private static readonly Option<AutoencoderKind> KindOption = Declare<AutoencoderKind>(
        nameof(Kind), new Variational(), OptionRange.Choice<AutoencoderKind>((kind, options) => kind.Validate(options.LatentDimension)), OptionIdentity.ByValue);

    /// <summary>Which autoencoder is fitted.</summary>
    /// <value>The default is <c>new Variational()</c>.</value>
    public AutoencoderKind Kind
    {
        get => Get(KindOption);
        set => Set(KindOption, value);
    }

    private static readonly Option<ReconstructionLoss> ReconstructionOption = Declare<ReconstructionLoss>(
        nameof(Reconstruction), new Gaussian(), OptionRange.Choice<ReconstructionLoss>((reconstruction, _) => reconstruction.Validate()), OptionIdentity.ByValue);

    /// <summary>What a reconstruction is held to.</summary>
    /// <value>The default is <c>new Gaussian()</c>.</value>
    public ReconstructionLoss Reconstruction
    {
        get => Get(ReconstructionOption);
        set => Set(ReconstructionOption, value);
    }

    private static readonly Option<Scaling> ScalingOption = Declare<Scaling>(
        nameof(Scaling), Defaults.Scaling, OptionRange.Defined<Scaling>(), OptionIdentity.ByValue);

    /// <summary>How the input is scaled before the network sees it; the statistics are learnt from the rows and kept in the model.</summary>
    /// <value>The default is <see cref="Scaling.Automatic"/>.</value>
    public Scaling Scaling
    {
        get => Get(ScalingOption);
        set => Set(ScalingOption, value);
    }

    private static readonly Option<MissingValues> MissingValuesOption = Declare<MissingValues>(
        nameof(MissingValues), Defaults.MissingValues, OptionRange.Defined<MissingValues>(), OptionIdentity.ByValue);

    /// <summary>What is done with rows that have missing values, NaN.</summary>
    /// <value>The default is <see cref="MissingValues.SkipRow"/>.</value>
    public MissingValues MissingValues
    {
        get => Get(MissingValuesOption);
        set => Set(MissingValuesOption, value);
    }

    private static readonly Option<LatentOrder> LatentOrderOption = Declare<LatentOrder>(
        nameof(LatentOrder), Defaults.LatentOrder, OptionRange.Defined<LatentOrder>(), OptionIdentity.None);

    /// <summary>In which order the latent units come.</summary>
    /// <value>The default is <see cref="LatentOrder.ByInformation"/>.</value>
    public LatentOrder LatentOrder
    {
        get => Get(LatentOrderOption);
        set => Set(LatentOrderOption, value);
    }

    private static readonly Option<int> EpochsOption = Declare<int>(nameof(Epochs), Defaults.Epochs, OptionRange.AtLeast(1), OptionIdentity.ByValue);

    /// <summary>Passes over the rows, at the most; 1 or more. <see cref="Patience"/> ends most fits earlier.</summary>
    /// <value>The default is <c>300</c>.</value>
    public int Epochs
    {
        get => Get(EpochsOption);
        set => Set(EpochsOption, value);
    }

    private static readonly Option<int> BatchSizeOption = Declare<int>(
        nameof(BatchSize), Defaults.BatchSize, OptionRange.AtLeast(1), OptionIdentity.ByValue);

    /// <summary>
    /// Rows in one optimiser step; 1 or more, and few enough for the values of a batch in the widest layer to fit one array. The last batch
    /// of an epoch may be smaller.
    /// </summary>
    /// <value>The default is <c>32</c>.</value>
    public int BatchSize
    {
        get => Get(BatchSizeOption);
        set => Set(BatchSizeOption, value);
    }

    private static readonly Option<int?> MaximumBatchSizeOption = Declare<int?>(
        nameof(MaximumBatchSize), null, OptionRange.OrNull(OptionRange.AtLeast(1)), OptionIdentity.ByValue);

    /// <summary>
    /// With <see cref="MLNet.Autoencoder.LearningRateSchedule.Plateau"/> the batch is doubled, up to this size, before the step size is
    /// halved: the same effect in fewer steps (Smith et al., Don't Decay the Learning Rate, Increase the Batch Size, 2018). At least
    /// <see cref="BatchSize"/>; <see langword="null"/> for batches that do not grow.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? MaximumBatchSize
    {
        get => Get(MaximumBatchSizeOption);
        set => Set(MaximumBatchSizeOption, value);
    }

    private static readonly Option<float> LearningRateOption = Declare<float>(
        nameof(LearningRate), Defaults.LearningRate, OptionRange.Positive, OptionIdentity.ByValue);

    /// <summary>The step size of Adam (Kingma and Ba, 2015); greater than 0.</summary>
    /// <value>The default is <c>0.003</c>.</value>
    public float LearningRate
    {
        get => Get(LearningRateOption);
        set => Set(LearningRateOption, value);
    }

    private static readonly Option<LearningRateSchedule> LearningRateScheduleOption = Declare<LearningRateSchedule>(
        nameof(LearningRateSchedule), Defaults.LearningRateSchedule, OptionRange.Defined<LearningRateSchedule>(), OptionIdentity.ByValue);

    /// <summary>How the step size changes over the fit.</summary>
    /// <value>The default is <see cref="LearningRateSchedule.Plateau"/>.</value>
    public LearningRateSchedule LearningRateSchedule
    {
        get => Get(LearningRateScheduleOption);
        set => Set(LearningRateScheduleOption, value);
    }

    private static readonly Option<int> LearningRateWarmupEpochsOption = Declare<int>(
        nameof(LearningRateWarmupEpochs), Defaults.LearningRateWarmupEpochs, OptionRange.AtLeast(0), OptionIdentity.ByValue);

    /// <summary>The epochs over which the step size grows evenly from 0 to the learning rate; 0 or more.</summary>
    /// <value>The default is <c>0</c>.</value>
    public int LearningRateWarmupEpochs
    {
        get => Get(LearningRateWarmupEpochsOption);
        set => Set(LearningRateWarmupEpochsOption, value);
    }

    private static readonly Option<int> PlateauPatienceOption = Declare<int>(
        nameof(PlateauPatience), Defaults.PlateauPatience, OptionRange.AtLeast(1), OptionIdentity.ByValue);

    /// <summary>
    /// After how many epochs without a better loss <see cref="MLNet.Autoencoder.LearningRateSchedule.Plateau"/> halves the step size; 1 or more.
    /// </summary>
    /// <value>The default is <c>15</c>.</value>
    public int PlateauPatience
    {
        get => Get(PlateauPatienceOption);
        set => Set(PlateauPatienceOption, value);
    }

    private static readonly Option<float?> GradientClippingOption = Declare<float?>(
        nameof(GradientClipping), null, OptionRange.OrNull(OptionRange.Positive), OptionIdentity.ByValue);

    /// <summary>
    /// The largest norm of a batch's gradient: one beyond it is scaled down to it (Pascanu et al., 2013); greater than 0, and
    /// <see langword="null"/> for no limit.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public float? GradientClipping
    {
        get => Get(GradientClippingOption);
        set => Set(GradientClippingOption, value);
    }

    private static readonly Option<float> WeightDecayOption = Declare<float>(
        nameof(WeightDecay), Defaults.WeightDecay, OptionRange.NonNegative, OptionIdentity.ByValue);

    /// <summary>
    /// How much of each weight a step takes away, times the step size: AdamW (Loshchilov and Hutter, 2019); 0 or more, finite. Biases and, beside
    /// hidden layers, the linear path do not decay: what does not pay falls back to principal components.
    /// </summary>
    /// <value>The default is <c>0.15</c>.</value>
    public float WeightDecay
    {
        get => Get(WeightDecayOption);
        set => Set(WeightDecayOption, value);
    }

    private static readonly Option<float> ValidationFractionOption = Declare<float>(
        nameof(ValidationFraction), Defaults.ValidationFraction, OptionRange.Where<float>("0 or more and less than 1", value => value >= 0f && value < 1f), OptionIdentity.ByValue);

    /// <summary>
    /// The part of the rows that is held out of the training to validate on after each epoch, at most about 10,000 rows; 0 or more and less
    /// than 1. The model of the best epoch is kept. Of few rows more are held out than this, up to 50 or one in five; of fewer than 40, none.
    /// Not looked at where rows to validate on are given.
    /// </summary>
    /// <value>The default is <c>0.1</c>.</value>
    public float ValidationFraction
    {
        get => Get(ValidationFractionOption);
        set => Set(ValidationFractionOption, value);
    }

    private static readonly Option<int> PatienceOption = Declare<int>(
        nameof(Patience), Defaults.Patience, OptionRange.AtLeast(0), OptionIdentity.ByValue);

    /// <summary>The fit ends when so many epochs in a row have brought no better validation loss; 0 or more, 0 for never.</summary>
    /// <value>The default is <c>45</c>.</value>
    public int Patience
    {
        get => Get(PatienceOption);
        set => Set(PatienceOption, value);
    }

    private static readonly Option<int?> SeedOption = Declare<int?>(
        nameof(Seed), null, OptionRange.Any<int?>(), OptionIdentity.By(request => OptionIdentity.TextOf(request.Seed)));

    /// <summary>
    /// Decides initial weights, batch order and sampling noise: the same seed, options and rows give the same model, byte for byte.
    /// <see langword="null"/> lets the caller's environment decide (in a pipeline <c>MLContext(seed)</c>, elsewhere chance).
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? Seed
    {
        get => Get(SeedOption);
        set => Set(SeedOption, value);
    }

    private static readonly Option<long> RowCacheBytesOption = Declare<long>(
        nameof(RowCacheBytes), Defaults.RowCacheBytes, OptionRange.AtLeast(1L), OptionIdentity.None);

    /// <summary>
    /// How many bytes of rows may be held in memory, 1 or more: 4 for each value, or, in rows that are zeros for three quarters and more, 8 for each of
    /// the others and 4. Rows that fit are read once. More are read again in each epoch, which changes the time a fit takes and nothing else: once where
    /// this is <see cref="ShuffleBytes"/> or more, else as many times as it goes into that. Less than a sixteenth is taken for a sixteenth.
    /// </summary>
    /// <value>The default is <c>1073741824</c>, one GiB.</value>
    public long RowCacheBytes
    {
        get => Get(RowCacheBytesOption);
        set => Set(RowCacheBytesOption, value);
    }

    private static readonly Option<long> ShuffleBytesOption = Declare<long>(
        nameof(ShuffleBytes), Defaults.ShuffleBytes, OptionRange.AtLeast(1L), OptionIdentity.ByValue);

    /// <summary>
    /// How many bytes of rows, counted likewise, are shuffled with each other, 1 or more. More rows are cut into windows of this size, one after the
    /// other, so that rows in the order of a class or a date should fit, or be shuffled before. Part of what a seed means.
    /// </summary>
    /// <value>The default is <c>1073741824</c>, one GiB.</value>
    public long ShuffleBytes
    {
        get => Get(ShuffleBytesOption);
        set => Set(ShuffleBytesOption, value);
    }

    private static readonly Option<AutoencoderModel?> WarmStartOption = Declare<AutoencoderModel?>(
        nameof(WarmStart), null, OptionRange.Any<AutoencoderModel?>(), OptionIdentity.By(request =>
        request.Options.WarmStart is { } model ? FitIdentity.Hash(model.Content.Parameters.Values) : OptionIdentity.TextOf(null)));

    /// <summary>
    /// A model to start from in place of a fresh one, with its parameters and its scaling; <see langword="null"/> for none. It has to be of the same
    /// shape: input and latent dimension, hidden layers, activation.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public AutoencoderModel? WarmStart
    {
        get => Get(WarmStartOption);
        set => Set(WarmStartOption, value);
    }

    private static readonly Option<string?> CheckpointPathOption = Declare<string?>(
        nameof(CheckpointPath), null, new OptionRange<string?>(Text: null, (name, path, _) => ValidateCheckpointPath(name, path)), OptionIdentity.None);

    /// <summary>
    /// A file to keep the state of the fit in; <see langword="null"/> for none. A fit that finds one there goes on from it, to the same model as if
    /// it had never been stopped. Written atomically, and deleted when the fit is complete.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? CheckpointPath
    {
        get => Get(CheckpointPathOption);
        set => Set(CheckpointPathOption, value);
    }

    private static readonly Option<TimeSpan> CheckpointIntervalOption = Declare<TimeSpan>(
        nameof(CheckpointInterval), Defaults.CheckpointInterval, OptionRange.NonNegativeTime, OptionIdentity.None);

    /// <summary>How much time lies between two checkpoints; 0 or more, and 0 for one after every epoch. One that stops a fit is always written.</summary>
    /// <value>The default is <c>00:00:30</c>, half a minute.</value>
    public TimeSpan CheckpointInterval
    {
        get => Get(CheckpointIntervalOption);
        set => Set(CheckpointIntervalOption, value);
    }

    private static readonly Option<ITrainingEngine?> EngineOption = Declare<ITrainingEngine?>(
        nameof(Engine), null, OptionRange.Any<ITrainingEngine?>(), OptionIdentity.By(request => request.Engine.GetType().Name));

    /// <summary>What does the training; <see langword="null"/> for the <see cref="ManagedEngine"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public ITrainingEngine? Engine
    {
        get => Get(EngineOption);
        set => Set(EngineOption, value);
    }

    private static readonly Option<IProgress<TrainingEpoch>?> ProgressOption = Declare<IProgress<TrainingEpoch>?>(
        nameof(Progress), null, OptionRange.Any<IProgress<TrainingEpoch>?>(), OptionIdentity.None);

    /// <summary>Told of each epoch as it ends, on the thread that trains.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IProgress<TrainingEpoch>? Progress
    {
        get => Get(ProgressOption);
        set => Set(ProgressOption, value);
    }

    private static readonly Option<CancellationToken> CancellationTokenOption = Declare<CancellationToken>(
        nameof(CancellationToken), default, OptionRange.Any<CancellationToken>(), OptionIdentity.None);

    /// <summary>
    /// Stops a fit, with an <see cref="OperationCanceledException"/>, within the time of one batch, whether it trains, reads rows or computes what
    /// is between. It leaves nothing behind, but a checkpoint if <see cref="CheckpointPath"/> asks for it: the same options with a token that is not
    /// cancelled give the model that they would have given.
    /// </summary>
    /// <value>The default is <see cref="CancellationToken.None"/>.</value>
    public CancellationToken CancellationToken
    {
        get => Get(CancellationTokenOption);
        set => Set(CancellationTokenOption, value);
    }

    /// <summary>All options, in the order of their declaration: those of this class, and those of a derived one.</summary>
    internal virtual IEnumerable<Option> Declared => Declarations;

    /// <summary>The most rows that a batch will have.</summary>
    internal int LargestBatch => Math.Max(BatchSize, MaximumBatchSize ?? 0);

    /// <summary>The options that concern rows.</summary>
    internal RowOptions RowOptions =>
        new(Reconstruction, Scaling, MissingValues, ValidationFraction, BatchSize, RowCacheBytes, ShuffleBytes);

    /// <summary>The value of an option.</summary>
    internal T Get<T>(Option<T> option) => _values.TryGetValue(option, out object? value) ? (T)value! : option.DefaultValue;

    /// <summary>The value of an option, whatever its type.</summary>
    internal object? ValueOf(Option option) => _values.TryGetValue(option, out object? value) ? value : option.Default;

    /// <summary>Sets an option.</summary>
    private protected void Set<T>(Option<T> option, T value) => _values[option] = value;

    /// <summary>Checks what depends on the network too. Called before any row is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A batch is too large for the network.</exception>
    /// <exception cref="ArgumentException">
    /// The model to start from, or the map of the slots, is of another shape, or the network is too large for a checkpoint.
    /// </exception>
    internal void Validate(NetworkArchitecture architecture)
    {
        long widest = architecture.HiddenLayers.Append(architecture.InputDimension).Max();
        widest = Math.Max(widest, 2L * architecture.LatentDimension);
        long most = Array.MaxLength / widest;
        if (LargestBatch > most)
        {
            string option = BatchSize > most ? nameof(BatchSize) : nameof(MaximumBatchSize);
            throw Require.OutOfRange(option, LargestBatch, $"{most} or less, the widest layer having {widest} values");
        }

        ParameterLayout layout = Kind.Definition.LayoutOf(architecture);
        if (CheckpointPath is not null && layout.Count > CheckpointFile.MaxParameterCount)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(CheckpointPath)} is given, but the network has {layout.Count} parameters, and a checkpoint holds those of networks with at most "
                + $"{CheckpointFile.MaxParameterCount}. Make {nameof(HiddenLayers)} or {nameof(LatentDimension)} smaller, or fit without checkpoints."));
        }

        _ = Reconstruction.SlotsOf(architecture.InputDimension);
        if (WarmStart is { } model && !model.Content.Parameters.Layout.IsSameAs(layout))
        {
            throw new ArgumentException(
                $"{nameof(WarmStart)} is a model of the shape {model.Architecture}, but the one to fit is of the shape {architecture}. "
                + $"Give the fit the same {nameof(LatentDimension)}, {nameof(HiddenLayers)}, {nameof(Activation)} and number of values in a row, or "
                + $"leave {nameof(WarmStart)} out.");
        }

        if (WarmStart is { } start && !start.Reconstruction.SlotsOf(architecture.InputDimension).SequenceEqual(Reconstruction.SlotsOf(architecture.InputDimension)))
        {
            throw new ArgumentException(
                $"{nameof(WarmStart)} is a model whose Reconstruction is {start.Reconstruction}, but the one to fit has {Reconstruction}: what their "
                + "decoders give means something else.");
        }
    }

    /// <summary>Checks every value. Called before any row is read.</summary>
    /// <exception cref="ArgumentNullException">A list or choice is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names option, value and range.</exception>
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
            Require.AtLeast(BatchSize, largest, nameof(MaximumBatchSize));
        }
    }

    private static Option<T> Declare<T>(string name, T defaultValue, OptionRange<T> range, OptionIdentity identity, Func<T, T>? copy = null)
    {
        var option = new Option<T>(name, defaultValue, range, identity, copy);
        Declarations.Add(option);
        return option;
    }

    private static void ValidateHiddenLayers(IReadOnlyList<int> widths)
    {
        for (int i = 0; i < widths.Count; i++)
        {
            Require.AtLeast(1, widths[i], $"{nameof(HiddenLayers)}[{i}]");
        }
    }

    private static void ValidateCheckpointPath(string option, string? path)
    {
        if (path is { Length: 0 })
        {
            throw new ArgumentException($"{nameof(CheckpointPath)} must be the path of a file, or null, but it is empty.", option);
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            throw new ArgumentException($"{nameof(CheckpointPath)} is '{path}', but there is no folder '{folder}'. Create it first.");
        }
    }
}
