using System.Globalization;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Persistence;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>A trained autoencoder. Immutable, and safe to use from many threads at once.</summary>
/// <remarks>
/// Rows and codes are flat arrays: n rows of d values lie one after the other in an array of n·d, <c>[n, d]</c>. The result for a row
/// does not depend on the other rows. A row with a NaN or an infinity gives NaN in every value of its result.
/// </remarks>
public sealed class AutoencoderModel
{
    private readonly Lazy<PackedEncoder> _encoder;
    private readonly Lazy<PackedDecoder> _decoder;

    internal AutoencoderModel(ModelContent content)
    {
        Content = content;
        _encoder = new(() => new PackedEncoder(content.Parameters));
        _decoder = new(() => new PackedDecoder(content.Parameters));
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

    internal PackedEncoder Encoder => _encoder.Value;

    internal PackedDecoder Decoder => _decoder.Value;

    /// <summary>Fits a model to rows.</summary>
    /// <param name="rows">The rows; those with a NaN or an infinity are left out and counted in <see cref="History"/>.</param>
    /// <param name="options">What to fit and how.</param>
    /// <exception cref="ArgumentNullException">An argument, or a choice in the options, is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">There is no usable row, a value does not suit the reconstruction, or training diverged.</exception>
    /// <exception cref="OperationCanceledException">The token in the options was cancelled.</exception>
    /// <exception cref="NotSupportedException">The engine in the options cannot do what they ask for, or lacks what it runs on.</exception>
    public static AutoencoderModel Fit(IRowSource rows, AutoencoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Fit(rows, options, options.Seed ?? Random.Shared.Next(), gpu: default, new OptionsMonitor(options));
    }

    /// <summary>As <see cref="Fit(IRowSource, AutoencoderOptions)"/>, with a seed, a wish for a GPU and a monitor of the caller's.</summary>
    internal static AutoencoderModel Fit(IRowSource rows, AutoencoderOptions options, int seed, GpuPreference gpu, ITrainingMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options.Validate();
        var architecture = new NetworkArchitecture(rows.Dimension, options.HiddenLayers, options.LatentDimension, options.Activation);
        options.Validate(architecture);
        NetworkParameters parameters = ParameterInitialization.Create(architecture, (ulong)seed);
        using var loop = new TrainingLoop(rows, options, seed, gpu, parameters, monitor);
        TrainingHistory history = loop.Train(parameters);
        return new AutoencoderModel(new ModelContent(parameters, options.Kind, options.Reconstruction, seed, history));
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

    /// <summary>Writes the model as <see href="https://github.com/huggingface/safetensors">safetensors</see>.</summary>
    /// <param name="stream">Where to write; left open.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    public void Save(Stream stream) => Save(stream, new Dictionary<string, string>());

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <param name="stream">Where to read; left open, behind the model's last byte.</param>
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

        public void ThrowIfCancellationRequested() => options.CancellationToken.ThrowIfCancellationRequested();
    }
}
