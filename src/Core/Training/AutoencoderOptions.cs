namespace MLNet.Autoencoder;

/// <summary>What to fit and how to train it. Every default is good for a table of a few hundred to a few million rows.</summary>
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
        public const int Epochs = 200;

        /// <summary>Default of <see cref="AutoencoderOptions.BatchSize"/>.</summary>
        public const int BatchSize = 32;

        /// <summary>Default of <see cref="AutoencoderOptions.LearningRate"/>.</summary>
        public const float LearningRate = 3e-3f;

        /// <summary>Default of <see cref="AutoencoderOptions.LearningRateSchedule"/>.</summary>
        public const LearningRateSchedule LearningRateSchedule = MLNet.Autoencoder.LearningRateSchedule.Plateau;

        /// <summary>Default of <see cref="AutoencoderOptions.ValidationFraction"/>.</summary>
        public const float ValidationFraction = 0.1f;

        /// <summary>Default of <see cref="AutoencoderOptions.Patience"/>.</summary>
        public const int Patience = 30;

        /// <summary>Default of <see cref="AutoencoderOptions.RowCacheBytes"/>: one GiB.</summary>
        public const long RowCacheBytes = 1L << 30;
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
        Epochs = other.Epochs;
        BatchSize = other.BatchSize;
        LearningRate = other.LearningRate;
        LearningRateSchedule = other.LearningRateSchedule;
        ValidationFraction = other.ValidationFraction;
        Patience = other.Patience;
        Seed = other.Seed;
        RowCacheBytes = other.RowCacheBytes;
        Engine = other.Engine;
        Progress = other.Progress;
        CancellationToken = other.CancellationToken;
    }

    /// <summary>q, the number of latent slots; 1 or more.</summary>
    public int LatentDimension { get; set; } = Defaults.LatentDimension;

    /// <summary>
    /// The widths of the encoder's hidden layers from input to code, each 1 or more; the decoder mirrors them.
    /// Empty gives a linear encoder and decoder.
    /// </summary>
    public IReadOnlyList<int> HiddenLayers { get; set; } = [Defaults.HiddenUnits];

    /// <summary>The non-linearity of the hidden layers.</summary>
    public Activation Activation { get; set; } = Defaults.Activation;

    /// <summary>Which autoencoder is fitted.</summary>
    public AutoencoderKind Kind { get; set; } = new Variational();

    /// <summary>What a reconstruction is held to.</summary>
    public ReconstructionLoss Reconstruction { get; set; } = new Gaussian();

    /// <summary>How the input is scaled before the network sees it; the statistics are learnt from the rows and kept in the model.</summary>
    public Scaling Scaling { get; set; } = Defaults.Scaling;

    /// <summary>Passes over the rows, at the most; 1 or more. <see cref="Patience"/> ends most fits earlier.</summary>
    public int Epochs { get; set; } = Defaults.Epochs;

    /// <summary>Rows in one optimiser step; 1 or more. The last batch of an epoch may be smaller.</summary>
    public int BatchSize { get; set; } = Defaults.BatchSize;

    /// <summary>The step size of Adam (Kingma and Ba, 2015); greater than 0.</summary>
    public float LearningRate { get; set; } = Defaults.LearningRate;

    /// <summary>How the step size changes over the fit.</summary>
    public LearningRateSchedule LearningRateSchedule { get; set; } = Defaults.LearningRateSchedule;

    /// <summary>
    /// The part of the rows that is held out of the training to validate on after each epoch, at most 10,000 rows; 0 or more and less than 1.
    /// The model of the best epoch is kept. Of fewer than 200 rows none is held out.
    /// </summary>
    public float ValidationFraction { get; set; } = Defaults.ValidationFraction;

    /// <summary>The fit ends when so many epochs in a row have brought no better validation loss; 0 or more, 0 for never.</summary>
    public int Patience { get; set; } = Defaults.Patience;

    /// <summary>
    /// Decides initial weights, batch order and sampling noise: the same seed, options and rows give the same model, byte for byte.
    /// <see langword="null"/> lets the caller's environment decide (in a pipeline <c>MLContext(seed)</c>, elsewhere chance).
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>
    /// How many bytes of rows (4 for each value) may be held in memory, 1 or more. Rows that fit are read once; more are read again
    /// each epoch and shuffled within a pool of this size.
    /// </summary>
    public long RowCacheBytes { get; set; } = Defaults.RowCacheBytes;

    /// <summary>What does the training; <see langword="null"/> for the <see cref="ManagedEngine"/>.</summary>
    public ITrainingEngine? Engine { get; set; }

    /// <summary>Told of each epoch as it ends, on the thread that trains.</summary>
    public IProgress<TrainingEpoch>? Progress { get; set; }

    /// <summary>Stops a fit within one batch, with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; set; }

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
        Kind.Validate();
        ArgumentNullException.ThrowIfNull(Reconstruction);
        Reconstruction.Validate();
        Require.Defined(Scaling, nameof(Scaling));
        Require.AtLeast(1, Epochs, nameof(Epochs));
        Require.AtLeast(1, BatchSize, nameof(BatchSize));
        Require.Positive(LearningRate, nameof(LearningRate));
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
    }
}
