using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Diagnostics;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Persistence;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>A trained autoencoder. Immutable, and safe to use from many threads at once.</summary>
/// <remarks>
/// Rows and codes are flat arrays: n rows of d values lie one after the other in an array of n·d, <c>[n, d]</c>. The result for a row
/// does not depend on the other rows. A row with a NaN or an infinity, or so far from those of the fit that its code is no number, gives NaN in every
/// value of its result; a reconstruction beyond the largest number is an infinity.
/// </remarks>
[DebuggerDisplay("{Kind.GetType().Name,nq} {Architecture}")]
public sealed class AutoencoderModel
{
    private readonly Lazy<PackedNetwork> _encoder;
    private readonly Lazy<PackedLayer> _logVariance;
    private readonly Lazy<PackedNetwork> _decoder;

    internal AutoencoderModel(ModelContent content)
    {
        Content = content;
        NetworkParameters parameters = content.Parameters;
        ParameterLayout layout = parameters.Layout;
        _encoder = WhenFirstUsed(() => new PackedNetwork(parameters, layout.EncoderHidden, layout.EncoderLinear, layout.EncoderMean));
        _logVariance = WhenFirstUsed(() => new PackedLayer(parameters, layout.EncoderLogVariance));
        _decoder = WhenFirstUsed(() => new PackedNetwork(parameters, layout.DecoderHidden, layout.DecoderLinear, layout.DecoderOutput));
    }

    /// <summary>The shape of the networks.</summary>
    public NetworkArchitecture Architecture => Content.Parameters.Architecture;

    /// <summary>d, the number of values in a row.</summary>
    public int InputDimension => Architecture.InputDimension;

    /// <summary>q, the number of latent slots.</summary>
    public int LatentDimension => Architecture.LatentDimension;

    /// <summary>Which autoencoder this is.</summary>
    public AutoencoderKind Kind => Content.Kind;

    /// <summary>What reconstructions were held to.</summary>
    public ReconstructionLoss Reconstruction => Content.Reconstruction;

    /// <summary>The seed the model was fitted with.</summary>
    public int Seed => Content.Seed;

    /// <summary>The course of the fit.</summary>
    public TrainingHistory History => Content.History;

    internal ModelContent Content { get; }

    /// <summary>From a row to μ.</summary>
    internal PackedNetwork Encoder => _encoder.Value;

    /// <summary>From what the encoder's last hidden layer gives to log σ².</summary>
    internal PackedLayer LogVariance => _logVariance.Value;

    /// <summary>From a code to a row.</summary>
    internal PackedNetwork Decoder => _decoder.Value;

    /// <summary>Fits a model to rows.</summary>
    /// <param name="rows">
    /// The rows. Those with an infinity, or with a NaN where <see cref="AutoencoderOptions.MissingValues"/> does not allow it, are left out and counted
    /// in <see cref="History"/>.
    /// </param>
    /// <param name="options">What to fit and how.</param>
    /// <returns>The model, with the parameters of the epoch that did best on the rows held out, or of the last where none were.</returns>
    /// <exception cref="ArgumentNullException">An argument, or a choice in the options, is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or options do not go together.</exception>
    /// <exception cref="InvalidOperationException">
    /// There is no usable row, a value does not suit the reconstruction, the values of a slot are further apart than the largest number, a later pass gave
    /// fewer rows than the first, training diverged, or the checkpoint is of another fit.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token in the options was cancelled.</exception>
    /// <exception cref="NotSupportedException">The engine in the options cannot do what they ask for, or lacks what it runs on.</exception>
    public static AutoencoderModel Fit(IRowSource rows, AutoencoderOptions options) => Fit(rows, validationRows: null, options);

    /// <summary>Fits a model to rows, and keeps the parameters of the epoch that does best on others.</summary>
    /// <param name="rows">The rows to train on.</param>
    /// <param name="validationRows">
    /// The rows to validate on, of as many values, held in memory; <see langword="null"/> to hold out
    /// <see cref="AutoencoderOptions.ValidationFraction"/> of the others.
    /// </param>
    /// <param name="options">What to fit and how.</param>
    /// <returns>The model, with the parameters of the epoch that did best on the rows to validate on.</returns>
    /// <inheritdoc cref="Fit(IRowSource, AutoencoderOptions)" path="/exception"/>
    public static AutoencoderModel Fit(IRowSource rows, IRowSource? validationRows, AutoencoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
#pragma warning disable RS0030 // The seed of a fit whose options have none.
        return Fit(rows, validationRows, options, Random.Shared.Next(), gpu: default, new OptionsMonitor(options));
#pragma warning restore RS0030
    }

    /// <summary>As the others, with a wish for a GPU and a monitor of the caller's.</summary>
    /// <param name="rows">The rows to train on.</param>
    /// <param name="validationRows">The rows to validate on, if any.</param>
    /// <param name="options">What to fit and how.</param>
    /// <param name="drawnSeed">The seed, where neither the options nor a checkpoint names one.</param>
    /// <param name="gpu">Where the caller's environment would like the fit to run.</param>
    /// <param name="monitor">Who watches.</param>
    internal static AutoencoderModel Fit(
        IRowSource rows, IRowSource? validationRows, AutoencoderOptions options, int drawnSeed, GpuPreference gpu, ITrainingMonitor monitor)
    {
        options.Validate();
        var architecture = new NetworkArchitecture(rows.Dimension, options.HiddenLayers, options.LatentDimension, options.Activation);
        options.Validate(architecture);
        if (validationRows is not null && validationRows.Dimension != rows.Dimension)
        {
            throw new ArgumentException(
                $"The rows to validate on have {validationRows.Dimension} values, but those to train on have {rows.Dimension}.", nameof(validationRows));
        }

        int seed = options.Seed ?? CheckpointFile.SeedIn(options.CheckpointPath) ?? drawnSeed;
        NetworkParameters parameters = ParameterInitialization.Create(architecture, (ulong)seed);
        using var loop = new TrainingLoop(new FitRequest(rows, validationRows, options, seed, gpu, monitor), parameters);
        TrainingHistory history = loop.Train();
        var model = new AutoencoderModel(new ModelContent(parameters, loop.Scaling, options.Kind, options.Reconstruction, seed, history));
        if (options.LatentOrder == LatentOrder.ByInformation)
        {
            model = model.OrderedByInformation(loop.RawSample(LatentInformation.Rows), monitor);
        }

        loop.DeleteCheckpoint();
        return model;
    }

    /// <summary>The latent features of rows: the means μ of their codes.</summary>
    /// <param name="rows">x, <c>[n, d]</c>.</param>
    /// <returns>μ, <c>[n, q]</c>.</returns>
    /// <exception cref="ArgumentException">The values do not make whole rows, or the results would not fit one array.</exception>
    public float[] Encode(ReadOnlySpan<float> rows)
    {
        Require.WholeRows(rows.Length, InputDimension, nameof(rows));
        float[] means = NewRows(rows.Length / InputDimension, LatentDimension, nameof(rows));
        new RowScorer(this).Encode(rows, means, []);
        return means;
    }

    /// <summary>The reconstructions of codes.</summary>
    /// <param name="codes">z, <c>[n, q]</c>.</param>
    /// <returns>x̂, <c>[n, d]</c>; probabilities where the reconstruction is Bernoulli.</returns>
    /// <exception cref="ArgumentException">The values do not make whole codes, or the results would not fit one array.</exception>
    public float[] Decode(ReadOnlySpan<float> codes)
    {
        Require.WholeRows(codes.Length, LatentDimension, nameof(codes));
        float[] rows = NewRows(codes.Length / LatentDimension, InputDimension, nameof(codes));
        new RowScorer(this).Decode(codes, rows);
        return rows;
    }

    /// <summary>What the model makes of rows: the reconstruction of the mean of each row's code.</summary>
    /// <param name="rows">x, <c>[n, d]</c>.</param>
    /// <returns>x̂, <c>[n, d]</c>.</returns>
    /// <exception cref="ArgumentException">The values do not make whole rows, or the results would not fit one array.</exception>
    public float[] Reconstruct(ReadOnlySpan<float> rows) => Decode(Encode(rows));

    /// <summary>New rows: the reconstructions of codes drawn from N(0, 1).</summary>
    /// <param name="count">n, how many rows; 0 or more.</param>
    /// <param name="seed">The same seed gives the same rows.</param>
    /// <returns>x̂, <c>[n, d]</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or more rows than one array can hold.</exception>
    public float[] Sample(int count, int seed)
    {
        int most = Array.MaxLength / Math.Max(InputDimension, LatentDimension);
        if (count < 0 || count > most)
        {
            throw Require.OutOfRange(nameof(count), count, string.Create(CultureInfo.InvariantCulture, $"0 to {most}"));
        }

        float[] codes = new float[count * LatentDimension];
        new RandomStream((ulong)seed, RandomPurpose.Sample, 0).FillNormal(codes, 0);
        return Decode(codes);
    }

    /// <summary>What the latent units do on rows: which are used, how much they tell of a row, and how they go together.</summary>
    /// <param name="rows">
    /// The rows, of d values. Those that cannot be encoded are left out; of more than 20,000, or fewer where they are very wide, so many are drawn from
    /// all over, the same ones every time.
    /// </param>
    /// <returns>What the units do, with the variance that the model explains beside that of as many principal components.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The rows have another number of values.</exception>
    /// <exception cref="InvalidOperationException">There is no row that can be encoded.</exception>
    public LatentDiagnostics Diagnose(IRowSource rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Dimension == InputDimension ? LatentReport.Of(this, rows) : throw new ArgumentException(
            $"The rows have {rows.Dimension} values, but the model was fitted to rows of {InputDimension}.", nameof(rows));
    }

    /// <summary>Writes the model as <see href="https://github.com/huggingface/safetensors">safetensors</see>.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The history has so many epochs that the file could not be read again.</exception>
    public void Save(Stream stream) => Save(stream, new Dictionary<string, string>());

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <param name="stream">Where to read; left open, behind the model's last byte.</param>
    /// <returns>The model, which gives the same bits as the one that was saved.</returns>
    /// <remarks>
    /// The file may come from anyone. What it says is checked before it is used, and memory is asked for as bytes arrive, not as they are promised:
    /// in all no more than 64 bytes for each byte that is there, and 1 MB. A model of which any byte was altered is refused. One that was forged, its
    /// checksum with it, is a model all the same, only not the one it was: its codes may be anything, and are NaN or infinite where its weights are so
    /// large that they overflow.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">The model is cut short, altered, of a newer format, or no model; nothing else is thrown for bad bytes.</exception>
    public static AutoencoderModel Load(Stream stream) => Load(stream, out _);

    /// <summary>Writes the model with the caller's own facts beside it, under the same checksum.</summary>
    internal void Save(Stream stream, IReadOnlyDictionary<string, string> attributes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelFile.Write(stream, Content, attributes);
    }

    /// <summary>Reads a model and the facts its writer put beside it.</summary>
    internal static AutoencoderModel Load(Stream stream, out IReadOnlyDictionary<string, string> attributes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (ModelContent content, attributes) = ModelFile.Read(stream);
        return new AutoencoderModel(content);
    }

    /// <summary>Tried anew after an exception: memory that was not to be had once may be later.</summary>
    private static Lazy<T> WhenFirstUsed<T>(Func<T> pack) => new(pack, LazyThreadSafetyMode.PublicationOnly);

    private AutoencoderModel OrderedByInformation(float[] rows, ITrainingMonitor monitor)
    {
        NetworkParameters ordered = Content.Parameters.Copy();
        LatentInformation.Order(ordered, LatentInformation.Measure(this, rows, monitor.ThrowIfCancellationRequested));
        return new AutoencoderModel(Content with { Parameters = ordered });
    }

    private static float[] NewRows(int count, int dimension, string argument)
    {
        long length = (long)count * dimension;
        return length <= Array.MaxLength ? new float[length] : throw new ArgumentException(
            $"The results, {count} rows of {dimension} values each, are more than one array can hold. Give fewer rows at a time.", argument);
    }

    /// <summary>Reports to the progress and the token that the options carry.</summary>
    private sealed class OptionsMonitor(AutoencoderOptions options) : ITrainingMonitor
    {
        public void EpochCompleted(TrainingEpoch epoch) => options.Progress?.Report(epoch);

        /// <summary>Nobody is there to read it: what matters is in the history.</summary>
        public void Warn(string message)
        {
        }

        public void ThrowIfCancellationRequested() => options.CancellationToken.ThrowIfCancellationRequested();
    }
}
