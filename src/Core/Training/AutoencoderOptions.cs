using System.Globalization;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Training;
using MLNet.Autoencoder.Training.Managed;

namespace MLNet.Autoencoder;

/// <summary>What to fit and how to train it.</summary>
/// <remarks>Values are checked where a fit begins, by who takes the options: an error names the option, its value and the bound.</remarks>
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

    /// <summary>Options with every value at its default.</summary>
    public AutoencoderOptions()
    {
    }

    /// <summary>A copy, so that later changes to <paramref name="other"/> do not reach a fit that already holds its options.</summary>
    /// <param name="other">The options to copy.</param>
    protected AutoencoderOptions(AutoencoderOptions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        LatentDimension = other.LatentDimension;
        HiddenLayers = other.HiddenLayers is null ? null! : [.. other.HiddenLayers];
        Activation = other.Activation;
        Kind = other.Kind;
        Reconstruction = other.Reconstruction;
        Scaling = other.Scaling;
        MissingValues = other.MissingValues;
        LatentOrder = other.LatentOrder;
        Epochs = other.Epochs;
        BatchSize = other.BatchSize;
        MaximumBatchSize = other.MaximumBatchSize;
        LearningRate = other.LearningRate;
        LearningRateSchedule = other.LearningRateSchedule;
        LearningRateWarmupEpochs = other.LearningRateWarmupEpochs;
        PlateauPatience = other.PlateauPatience;
        GradientClipping = other.GradientClipping;
        WeightDecay = other.WeightDecay;
        ValidationFraction = other.ValidationFraction;
        Patience = other.Patience;
        Seed = other.Seed;
        RowCacheBytes = other.RowCacheBytes;
        ShuffleBytes = other.ShuffleBytes;
        WarmStart = other.WarmStart;
        CheckpointPath = other.CheckpointPath;
        CheckpointInterval = other.CheckpointInterval;
        Engine = other.Engine;
        Progress = other.Progress;
        CancellationToken = other.CancellationToken;
    }

    /// <summary>q, the number of latent slots; 1 or more.</summary>
    /// <value>The default is <c>8</c>.</value>
    public int LatentDimension { get; set; } = Defaults.LatentDimension;

    /// <summary>
    /// The widths of the encoder's hidden layers from input to code, each 1 or more; the decoder mirrors them.
    /// Empty gives a linear encoder and decoder.
    /// </summary>
    /// <value>The default is <c>[128]</c>.</value>
    public IReadOnlyList<int> HiddenLayers { get; set; } = [Defaults.HiddenUnits];

    /// <summary>The non-linearity of the hidden layers.</summary>
    /// <value>The default is <see cref="Activation.Silu"/>.</value>
    public Activation Activation { get; set; } = Defaults.Activation;

    /// <summary>Which autoencoder is fitted.</summary>
    /// <value>The default is <c>new Variational()</c>.</value>
    public AutoencoderKind Kind { get; set; } = new Variational();

    /// <summary>What a reconstruction is held to.</summary>
    /// <value>The default is <c>new Gaussian()</c>.</value>
    public ReconstructionLoss Reconstruction { get; set; } = new Gaussian();

    /// <summary>How the input is scaled before the network sees it; the statistics are learnt from the rows and kept in the model.</summary>
    /// <value>The default is <see cref="Scaling.Automatic"/>.</value>
    public Scaling Scaling { get; set; } = Defaults.Scaling;

    /// <summary>What is done with rows that have missing values, NaN.</summary>
    /// <value>The default is <see cref="MissingValues.SkipRow"/>.</value>
    public MissingValues MissingValues { get; set; } = Defaults.MissingValues;

    /// <summary>In which order the latent units come.</summary>
    /// <value>The default is <see cref="LatentOrder.ByInformation"/>.</value>
    public LatentOrder LatentOrder { get; set; } = Defaults.LatentOrder;

    /// <summary>Passes over the rows, at the most; 1 or more. <see cref="Patience"/> ends most fits earlier.</summary>
    /// <value>The default is <c>300</c>.</value>
    public int Epochs { get; set; } = Defaults.Epochs;

    /// <summary>
    /// Rows in one optimiser step; 1 or more, and few enough for the values of a batch in the widest layer to fit one array. The last batch
    /// of an epoch may be smaller.
    /// </summary>
    /// <value>The default is <c>32</c>.</value>
    public int BatchSize { get; set; } = Defaults.BatchSize;

    /// <summary>
    /// With <see cref="MLNet.Autoencoder.LearningRateSchedule.Plateau"/> the batch is doubled, up to this size, before the step size is
    /// halved: the same effect in fewer steps (Smith et al., Don't Decay the Learning Rate, Increase the Batch Size, 2018). At least
    /// <see cref="BatchSize"/>; <see langword="null"/> for batches that do not grow.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? MaximumBatchSize { get; set; }

    /// <summary>The step size of Adam (Kingma and Ba, 2015); greater than 0.</summary>
    /// <value>The default is <c>0.003</c>.</value>
    public float LearningRate { get; set; } = Defaults.LearningRate;

    /// <summary>How the step size changes over the fit.</summary>
    /// <value>The default is <see cref="LearningRateSchedule.Plateau"/>.</value>
    public LearningRateSchedule LearningRateSchedule { get; set; } = Defaults.LearningRateSchedule;

    /// <summary>The epochs over which the step size grows evenly from 0 to the learning rate; 0 or more.</summary>
    /// <value>The default is <c>0</c>.</value>
    public int LearningRateWarmupEpochs { get; set; } = Defaults.LearningRateWarmupEpochs;

    /// <summary>
    /// After how many epochs without a better loss <see cref="MLNet.Autoencoder.LearningRateSchedule.Plateau"/> halves the step size; 1 or more.
    /// </summary>
    /// <value>The default is <c>15</c>.</value>
    public int PlateauPatience { get; set; } = Defaults.PlateauPatience;

    /// <summary>
    /// The largest norm of a batch's gradient: one beyond it is scaled down to it (Pascanu et al., 2013); greater than 0, and
    /// <see langword="null"/> for no limit.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public float? GradientClipping { get; set; }

    /// <summary>
    /// How much of each weight a step takes away, times the step size: AdamW (Loshchilov and Hutter, 2019); 0 or more, finite. Biases and, beside
    /// hidden layers, the linear path do not decay: what does not pay falls back to principal components.
    /// </summary>
    /// <value>The default is <c>0.15</c>.</value>
    public float WeightDecay { get; set; } = Defaults.WeightDecay;

    /// <summary>
    /// The part of the rows that is held out of the training to validate on after each epoch, at most about 10,000 rows; 0 or more and less
    /// than 1. The model of the best epoch is kept. Of few rows more are held out than this, up to 50 or one in five; of fewer than 40, none.
    /// Not looked at where rows to validate on are given.
    /// </summary>
    /// <value>The default is <c>0.1</c>.</value>
    public float ValidationFraction { get; set; } = Defaults.ValidationFraction;

    /// <summary>The fit ends when so many epochs in a row have brought no better validation loss; 0 or more, 0 for never.</summary>
    /// <value>The default is <c>45</c>.</value>
    public int Patience { get; set; } = Defaults.Patience;

    /// <summary>
    /// Decides initial weights, batch order and sampling noise: the same seed, options and rows give the same model, byte for byte.
    /// <see langword="null"/> lets the caller's environment decide (in a pipeline <c>MLContext(seed)</c>, elsewhere chance).
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? Seed { get; set; }

    /// <summary>
    /// How many bytes of rows may be held in memory, 1 or more: 4 for each value, or, in rows that are zeros for three quarters and more, 8 for each of
    /// the others and 4. Rows that fit are read once. More are read again in each epoch, which changes the time a fit takes and nothing else: once where
    /// this is <see cref="ShuffleBytes"/> or more, else as many times as it goes into that. Less than a sixteenth is taken for a sixteenth.
    /// </summary>
    /// <value>The default is <c>1073741824</c>, one GiB.</value>
    public long RowCacheBytes { get; set; } = Defaults.RowCacheBytes;

    /// <summary>
    /// How many bytes of rows, counted likewise, are shuffled with each other, 1 or more. More rows are cut into windows of this size, one after the
    /// other, so that rows in the order of a class or a date should fit, or be shuffled before. Part of what a seed means.
    /// </summary>
    /// <value>The default is <c>1073741824</c>, one GiB.</value>
    public long ShuffleBytes { get; set; } = Defaults.ShuffleBytes;

    /// <summary>
    /// A model to start from in place of a fresh one, with its parameters and its scaling; <see langword="null"/> for none. It has to be of the same
    /// shape: input and latent dimension, hidden layers, activation.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public AutoencoderModel? WarmStart { get; set; }

    /// <summary>
    /// A file to keep the state of the fit in; <see langword="null"/> for none. A fit that finds one there goes on from it, to the same model as if
    /// it had never been stopped. Written atomically, and deleted when the fit is complete.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? CheckpointPath { get; set; }

    /// <summary>How much time lies between two checkpoints; 0 or more, and 0 for one after every epoch. One that stops a fit is always written.</summary>
    /// <value>The default is <c>00:00:30</c>, half a minute.</value>
    public TimeSpan CheckpointInterval { get; set; } = Defaults.CheckpointInterval;

    /// <summary>What does the training; <see langword="null"/> for the <see cref="ManagedEngine"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public ITrainingEngine? Engine { get; set; }

    /// <summary>Told of each epoch as it ends, on the thread that trains.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IProgress<TrainingEpoch>? Progress { get; set; }

    /// <summary>
    /// Stops a fit, with an <see cref="OperationCanceledException"/>, within the time of one batch, whether it trains, reads rows or computes what
    /// is between. It leaves nothing behind, but a checkpoint if <see cref="CheckpointPath"/> asks for it: the same options with a token that is not
    /// cancelled give the model that they would have given.
    /// </summary>
    /// <value>The default is <see cref="CancellationToken.None"/>.</value>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>The most rows that a batch will have.</summary>
    internal int LargestBatch => Math.Max(BatchSize, MaximumBatchSize ?? 0);

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

        int parameters = new ParameterLayout(architecture).Count;
        if (CheckpointPath is not null && parameters > CheckpointFile.MaximumParameterCount)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(CheckpointPath)} is given, but the network has {parameters} parameters, and a checkpoint holds those of networks with at most "
                + $"{CheckpointFile.MaximumParameterCount}. Make {nameof(HiddenLayers)} or {nameof(LatentDimension)} smaller, or fit without checkpoints."));
        }

        _ = Reconstruction.SlotsOf(architecture.InputDimension);
        if (WarmStart is { } model && !model.Architecture.HasShapeOf(architecture))
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
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names option, value and bound.</exception>
    internal void Validate()
    {
        Require.AtLeast(1, LatentDimension, nameof(LatentDimension));
        ArgumentNullException.ThrowIfNull(HiddenLayers);
        for (int i = 0; i < HiddenLayers.Count; i++)
        {
            Require.AtLeast(1, HiddenLayers[i], $"{nameof(HiddenLayers)}[{i}]");
        }

        Require.Defined(Activation, nameof(Activation));
        ArgumentNullException.ThrowIfNull(Kind);
        Kind.Validate(LatentDimension);
        ArgumentNullException.ThrowIfNull(Reconstruction);
        Reconstruction.Validate();
        Require.Defined(Scaling, nameof(Scaling));
        if (Scaling == Scaling.Standardize && Reconstruction is Bernoulli)
        {
            throw Require.OutOfRange(nameof(Scaling), Scaling, $"{nameof(Scaling.MinMax)} or {nameof(Scaling.None)} with a Bernoulli reconstruction");
        }

        Require.Defined(MissingValues, nameof(MissingValues));
        Require.Defined(LatentOrder, nameof(LatentOrder));
        Require.AtLeast(1, Epochs, nameof(Epochs));
        Require.AtLeast(1, BatchSize, nameof(BatchSize));
        if (MaximumBatchSize is { } largest)
        {
            Require.AtLeast(BatchSize, largest, nameof(MaximumBatchSize));
        }

        Require.Positive(LearningRate, nameof(LearningRate));
        Require.AtLeast(0, LearningRateWarmupEpochs, nameof(LearningRateWarmupEpochs));
        Require.AtLeast(1, PlateauPatience, nameof(PlateauPatience));
        Require.NonNegative(WeightDecay, nameof(WeightDecay));
        if (GradientClipping is { } norm)
        {
            Require.Positive(norm, nameof(GradientClipping));
        }

        Require.Defined(LearningRateSchedule, nameof(LearningRateSchedule));
        if (!(ValidationFraction >= 0f && ValidationFraction < 1f))
        {
            throw Require.OutOfRange(nameof(ValidationFraction), ValidationFraction, "0 or more and less than 1");
        }

        Require.AtLeast(0, Patience, nameof(Patience));
        if (RowCacheBytes < 1)
        {
            throw Require.OutOfRange(nameof(RowCacheBytes), RowCacheBytes, "1 or more");
        }

        if (ShuffleBytes < 1)
        {
            throw Require.OutOfRange(nameof(ShuffleBytes), ShuffleBytes, "1 or more");
        }

        if (CheckpointPath is { Length: 0 })
        {
            throw new ArgumentException($"{nameof(CheckpointPath)} must be the path of a file, or null, but it is empty.", nameof(CheckpointPath));
        }

        if (Path.GetDirectoryName(CheckpointPath) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            throw new ArgumentException($"{nameof(CheckpointPath)} is '{CheckpointPath}', but there is no folder '{folder}'. Make it first.");
        }

        if (CheckpointInterval < TimeSpan.Zero)
        {
            throw Require.OutOfRange(nameof(CheckpointInterval), CheckpointInterval, "0 or more");
        }
    }
}
