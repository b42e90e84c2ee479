using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder;

/// <summary>What to fit and how to train it.</summary>
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

        /// <summary>Default of <see cref="AutoencoderOptions.Reconstruction"/>.</summary>
        public const ReconstructionLoss Reconstruction = ReconstructionLoss.Gaussian;

        /// <summary>Default of <see cref="AutoencoderOptions.Epochs"/>.</summary>
        public const int Epochs = 200;

        /// <summary>Default of <see cref="AutoencoderOptions.BatchSize"/>.</summary>
        public const int BatchSize = 32;

        /// <summary>Default of <see cref="AutoencoderOptions.LearningRate"/>.</summary>
        public const float LearningRate = 3e-3f;

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
        Epochs = other.Epochs;
        BatchSize = other.BatchSize;
        LearningRate = other.LearningRate;
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
    public ReconstructionLoss Reconstruction { get; set; } = Defaults.Reconstruction;

    /// <summary>Passes over the rows; 1 or more.</summary>
    public int Epochs { get; set; } = Defaults.Epochs;

    /// <summary>
    /// Rows in one optimiser step; 1 or more, and few enough for the values of a batch in the widest layer to fit one array. The last batch
    /// of an epoch may be smaller.
    /// </summary>
    public int BatchSize { get; set; } = Defaults.BatchSize;

    /// <summary>The step size of Adam (Kingma and Ba, 2015); greater than 0.</summary>
    public float LearningRate { get; set; } = Defaults.LearningRate;

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

    /// <summary>Checks what depends on the network too. Called before any row is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A batch is too large for the network.</exception>
    internal void Validate(NetworkArchitecture architecture)
    {
        long widest = architecture.HiddenLayers.Append(architecture.InputDimension).Max();
        widest = Math.Max(widest, 2L * architecture.LatentDimension);
        long most = (Array.MaxLength - ElementWise.Block) / widest;
        if (BatchSize > most)
        {
            throw Require.OutOfRange(nameof(BatchSize), BatchSize, $"{most} or less, the widest layer having {widest} values");
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
        Kind.Validate();
        Require.Defined(Reconstruction, nameof(Reconstruction));
        Require.AtLeast(1, Epochs, nameof(Epochs));
        Require.AtLeast(1, BatchSize, nameof(BatchSize));
        Require.Positive(LearningRate, nameof(LearningRate));
        if (RowCacheBytes < 1)
        {
            throw Require.OutOfRange(nameof(RowCacheBytes), RowCacheBytes, "1 or more");
        }
    }
}
