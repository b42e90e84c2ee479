using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder;

/// <summary>A fitted autoencoder. Immutable and thread-safe.</summary>
/// <remarks>
/// Rows and codes are flat arrays: n rows of d values follow each other in an array of n·d values, <c>[n, d]</c>. The result for a row
/// does not depend on the other rows. A row with a NaN or an infinity, or so far from the training rows that its code is not finite, gives NaN in
/// every value of its result. A reconstruction beyond the largest single-precision number is infinite.
/// </remarks>
[DebuggerDisplay("{Kind.GetType().Name,nq} {Architecture}")]
public sealed class AutoencoderModel
{
    private readonly Lazy<PackedNetwork> _encoder;
    private readonly Lazy<PackedLayer> _logVariance;
    private readonly Lazy<PackedNetwork> _decoder;
    private readonly Lazy<PackedAtoms> _atoms;

    internal AutoencoderModel(ModelContent content)
    {
        Content = content;
        NetworkParameters parameters = content.Parameters;
        ParameterLayout layout = parameters.Layout;
        _encoder = OnFirstUse(() => new PackedNetwork(parameters, layout.EncoderHidden, layout.EncoderSkip, layout.EncoderMean));
        _logVariance = OnFirstUse(() => new PackedLayer(parameters, layout.EncoderLogVariance));
        _decoder = OnFirstUse(() => new PackedNetwork(parameters, layout.DecoderHidden, layout.DecoderSkip, layout.DecoderOutput));
        _atoms = OnFirstUse(() => new PackedAtoms(parameters));
    }

    /// <summary>The shape of the networks.</summary>
    public NetworkArchitecture Architecture => Content.Parameters.Architecture;

    /// <summary>d, the number of values in a row.</summary>
    public int InputDimension => Architecture.InputDimension;

    /// <summary>q, the number of latent units.</summary>
    public int LatentDimension => Architecture.LatentDimension;

    /// <summary>The kind of autoencoder.</summary>
    public AutoencoderKind Kind => Content.Kind;

    /// <summary>The reconstruction loss that the model was fitted with.</summary>
    public ReconstructionLoss Reconstruction => Content.Reconstruction;

    /// <summary>The seed that the model was fitted with.</summary>
    public int Seed => Content.Seed;

    /// <summary>The history of the fit.</summary>
    public TrainingHistory History => Content.History;

    internal ModelContent Content { get; }

    /// <summary>The network from a row to μ.</summary>
    internal PackedNetwork Encoder => _encoder.Value;

    /// <summary>The layer from the output of the encoder's hidden layers to log σ².</summary>
    internal PackedLayer LogVariance => _logVariance.Value;

    /// <summary>The network from a code to a row.</summary>
    internal PackedNetwork Decoder => _decoder.Value;

    /// <summary>The decoder of sparse codes; <see langword="null"/> if the decoder is not just a dictionary.</summary>
    internal PackedAtoms? Atoms => Content.Parameters.Layout.Dictionary is { IsSkip: false } ? _atoms.Value : null;

    /// <summary>Computes the latent features of rows: the means μ of their codes.</summary>
    /// <param name="rows">x, <c>[n, d]</c>.</param>
    /// <returns>μ, <c>[n, q]</c>.</returns>
    /// <exception cref="ArgumentException">The values are not whole rows, or the results would not fit in one array.</exception>
    public float[] Encode(ReadOnlySpan<float> rows)
    {
        Require.WholeRows(rows.Length, InputDimension, nameof(rows));
        float[] means = NewRows(rows.Length / InputDimension, LatentDimension, nameof(rows));
        new RowScorer(this).Encode(rows, means, []);
        return means;
    }

    /// <summary>Computes the reconstructions of codes.</summary>
    /// <param name="codes">z, <c>[n, q]</c>.</param>
    /// <returns>x̂, <c>[n, d]</c>; probabilities if the reconstruction is Bernoulli.</returns>
    /// <exception cref="ArgumentException">The values are not whole codes, or the results would not fit in one array.</exception>
    public float[] Decode(ReadOnlySpan<float> codes)
    {
        Require.WholeRows(codes.Length, LatentDimension, nameof(codes));
        float[] rows = NewRows(codes.Length / LatentDimension, InputDimension, nameof(codes));
        new RowScorer(this).Decode(codes, rows);
        return rows;
    }

    /// <summary>Computes the reconstructions of codes in which chosen units are replaced: what the model makes of rows with more, less or nothing of them.</summary>
    /// <param name="codes">z, <c>[n, q]</c>; not changed.</param>
    /// <param name="edits">The units and their values, the same in every code. If a unit is named more than once, its last value counts.</param>
    /// <returns>x̂, <c>[n, d]</c>; probabilities if the reconstruction is Bernoulli.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="edits"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The values are not whole codes, or the results would not fit in one array.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A unit does not exist, or a value is not finite.</exception>
    public float[] Decode(ReadOnlySpan<float> codes, params CodeEdit[] edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        Require.WholeRows(codes.Length, LatentDimension, nameof(codes));
        float[] edited = codes.ToArray();
        foreach (CodeEdit edit in edits)
        {
            if (edit.Unit < 0 || edit.Unit >= LatentDimension)
            {
                throw Require.OutOfRange(nameof(CodeEdit.Unit), edit.Unit, $"0 to {LatentDimension - 1}");
            }

            if (!float.IsFinite(edit.Value))
            {
                throw Require.OutOfRange(nameof(CodeEdit.Value), edit.Value, $"a finite number for unit {edit.Unit}");
            }

            for (int i = edit.Unit; i < edited.Length; i += LatentDimension)
            {
                edited[i] = edit.Value;
            }
        }

        return Decode(edited);
    }

    /// <summary>Computes the reconstructions of rows: each from the mean of its code.</summary>
    /// <param name="rows">x, <c>[n, d]</c>.</param>
    /// <returns>x̂, <c>[n, d]</c>.</returns>
    /// <exception cref="ArgumentException">The values are not whole rows, or the results would not fit in one array.</exception>
    public float[] Reconstruct(ReadOnlySpan<float> rows) => Decode(Encode(rows));

    /// <summary>
    /// Computes the reconstruction errors of rows, ‖x − x̂‖² over the values present. They are in the squared units of the input, so a slot with large numbers
    /// outweighs the others.
    /// </summary>
    /// <param name="rows">x, <c>[n, d]</c>.</param>
    /// <returns>The errors, <c>[n]</c>: 0 or more; NaN for a row that has no value or cannot be encoded.</returns>
    /// <exception cref="ArgumentException">The values are not whole rows.</exception>
    public float[] ReconstructionErrors(ReadOnlySpan<float> rows) => ErrorsOf(rows, new RowErrors(this).Squared);

    /// <summary>
    /// Computes the reconstruction errors of rows in scaled units, in which the model was fitted and all slots count alike: the mean of (x′ − x̂′)² over
    /// the values present, where x′ and x̂′ are x and x̂ after scaling. For standardized slots, about 1 if the model is no better than the mean row.
    /// </summary>
    /// <param name="rows">x, <c>[n, d]</c>.</param>
    /// <returns>The errors, <c>[n]</c>: 0 or more; NaN for a row that has no value or cannot be encoded.</returns>
    /// <remarks>
    /// Slots that <see cref="AutoencoderOptions.Scaling"/> does not change (categories and Booleans, slots that were constant in the fit, and all of them with
    /// <see cref="Scaling.None"/>) keep the units of the input. If the slots share one unit, such as the pixels of an image, the error is proportional to
    /// <see cref="ReconstructionErrors"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">The values are not whole rows.</exception>
    public float[] ScaledReconstructionErrors(ReadOnlySpan<float> rows) => ErrorsOf(rows, new RowErrors(this).ScaledMean);

    /// <summary>Generates rows: the reconstructions of codes drawn from N(0, 1).</summary>
    /// <param name="count">n, the number of rows; 0 or more.</param>
    /// <param name="seed">The seed. The same seed gives the same rows.</param>
    /// <returns>x̂, <c>[n, d]</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or more rows than fit in one array.</exception>
    public float[] Sample(int count, int seed)
    {
        int maxCount = Array.MaxLength / Math.Max(InputDimension, LatentDimension);
        if (count < 0 || count > maxCount)
        {
            throw Require.OutOfRange(nameof(count), count, string.Create(CultureInfo.InvariantCulture, $"0 to {maxCount}"));
        }

        float[] codes = new float[checked(count * LatentDimension)];
        new RandomStream((ulong)seed, RandomPurpose.Sample, 0).FillNormal(codes, 0);
        return Decode(codes);
    }

    /// <summary>Writes the model in the <see href="https://github.com/huggingface/safetensors">safetensors</see> format.</summary>
    /// <param name="stream">The stream to write to; left open.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The history has so many epochs that the file could not be read back.</exception>
    public void Save(Stream stream) => Save(stream, new Dictionary<string, string>());

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote, of any size that can be saved: up to 2 GiB.</summary>
    /// <param name="stream">The stream to read from; left open, positioned after the last byte of the model.</param>
    /// <returns>The model, which computes the same bits as the one that was saved.</returns>
    /// <remarks>
    /// The file may come from an untrusted source; then also limit its size, with <see cref="Load(Stream, long)"/>. Everything in it is checked before it
    /// is used, and memory is allocated as bytes arrive, not as the file claims: at most 64 bytes per byte of the header, 3 per byte of the tensors, and
    /// 1 MB. A model with any byte altered is rejected. A forged model with a correct checksum loads, but is not the model that was saved: its codes may be
    /// anything, and are NaN or infinite if its weights are large enough to overflow.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">
    /// The stream does not contain a model, or the model is truncated, altered or of a newer format. No other exception is thrown for bad bytes.
    /// </exception>
    public static AutoencoderModel Load(Stream stream) => Load(stream, long.MaxValue, out _);

    /// <summary>Reads a model of limited size that <see cref="Save(Stream)"/> wrote. A larger one is rejected before its tensors are read.</summary>
    /// <param name="stream">
    /// The stream to read from; left open, positioned after the last byte of the model. Of a stream that decompresses, no more than
    /// <paramref name="maxBytes"/> bytes are requested.
    /// </param>
    /// <param name="maxBytes">The most bytes that the model may take in the stream; 1 or more.</param>
    /// <returns>The model, which computes the same bits as the one that was saved.</returns>
    /// <remarks>Everything that is promised for <see cref="Load(Stream)"/> holds.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is less than 1.</exception>
    /// <exception cref="FormatException">
    /// The model is larger, or the stream does not contain a model, or the model is truncated, altered or of a newer format. No other exception is thrown
    /// for bad bytes.
    /// </exception>
    public static AutoencoderModel Load(Stream stream, long maxBytes) => Load(stream, maxBytes, out _);

    /// <summary>What turns activations into codes, for one thread; <see langword="null"/> if activations are the codes.</summary>
    internal CodeActivation? CreateActivation() => Kind.Definition.ActivationOf(Content.Parameters);

    /// <summary>Writes the model and the caller's own attributes under the same checksum.</summary>
    internal void Save(Stream stream, IReadOnlyDictionary<string, string> attributes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelFile.Write(stream, Content, attributes);
    }

    /// <summary>Reads a model and the attributes that its writer added.</summary>
    internal static AutoencoderModel Load(Stream stream, long maxBytes, out IReadOnlyDictionary<string, string> attributes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        (ModelContent content, attributes, _) = ModelFile.Read(stream, maxBytes);
        return new AutoencoderModel(content);
    }

    private float[] ErrorsOf(ReadOnlySpan<float> rows, RowErrors.Error errorOf)
    {
        int d = InputDimension, q = LatentDimension;
        Require.WholeRows(rows.Length, d, nameof(rows));
        float[] errors = new float[rows.Length / d];
        int blockRows = Math.Min(RowScorer.BlockRowsOf(Architecture), errors.Length);
        float[] codes = new float[checked(blockRows * q)], reconstructions = new float[checked(blockRows * d)];
        var scorer = new RowScorer(this);
        for (int first = 0; first < errors.Length; first += blockRows)
        {
            int count = Math.Min(blockRows, errors.Length - first);
            ReadOnlySpan<float> block = rows.Slice(first * d, count * d);
            scorer.Encode(block, codes.AsSpan(0, count * q), []);
            scorer.Decode(codes.AsSpan(0, count * q), reconstructions.AsSpan(0, count * d));
            for (int row = 0; row < count; row++)
            {
                errors[first + row] = (float)errorOf(block.Slice(row * d, d), reconstructions.AsSpan(row * d, d));
            }
        }

        return errors;
    }

    /// <summary>Created on first use. After an exception, the next use tries again, because memory that was lacking may be available later.</summary>
    /// <typeparam name="T">The type, annotated as that of <see cref="Lazy{T}"/> is.</typeparam>
    private static Lazy<T> OnFirstUse<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(Func<T> pack) =>
        new(pack, LazyThreadSafetyMode.PublicationOnly);

    private static float[] NewRows(int count, int dimension, string argument)
    {
        long length = (long)count * dimension;
        return length <= Array.MaxLength ? new float[length] : throw new ArgumentException(
            $"The results, {count} rows of {dimension} values each, do not fit in one array. Pass fewer rows at a time.", argument);
    }
}
