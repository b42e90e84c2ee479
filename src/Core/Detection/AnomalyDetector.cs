using System.Diagnostics;
using MLNet.Autoencoder.Detection;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>
/// An anomaly detector: an autoencoder, and how unusual its errors are. It is data, and can be saved and loaded without ML.NET; <see cref="Autoencoder"/>
/// fits it.
/// </summary>
/// <remarks>
/// Safe to use from several threads. Immutable: <see cref="WithThreshold"/> returns a new detector.
/// </remarks>
[DebuggerDisplay("{Score} > {Threshold}: {Model.Architecture}")]
public sealed class AnomalyDetector
{
    private readonly Lazy<MaskedNetwork?> _network;

    internal AnomalyDetector(AutoencoderModel model, DetectorContent content)
        : this(
            model, content, new Lazy<MaskedNetwork?>(() => content.Masks is null ? null : new MaskedNetwork(model), LazyThreadSafetyMode.PublicationOnly))
    {
    }

    /// <summary>A detector whose layers are arranged already, or at the same time as those of another.</summary>
    internal AnomalyDetector(AutoencoderModel model, DetectorContent content, Lazy<MaskedNetwork?> network) =>
        (Model, Content, _network) = (model, content, network);

    /// <summary>The autoencoder.</summary>
    public AutoencoderModel Model { get; }

    /// <summary>What makes a row anomalous.</summary>
    public AnomalyScore Score => Content.Score;

    /// <summary>The share of rows that the threshold of the fit was to flag.</summary>
    public float Contamination => Content.Contamination;

    /// <summary>Rows with a higher score are anomalies.</summary>
    public float Threshold => Content.Threshold;

    /// <summary>
    /// The number of rows held out of the fit, with whose scores the threshold and p-values were computed; 0 if none were held out. The scores of rows of
    /// the fit then stand in, which are too low.
    /// </summary>
    public int HeldOutRowCount => Content.Reference.AreHeldOut ? Content.Reference.Count : 0;

    /// <summary>The number of masks with which a row is predicted; 0 if nothing is masked. Each costs a pass through the inner layers.</summary>
    public int MaskCount => Content.Masks?.Count ?? 0;

    internal DetectorContent Content { get; }

    /// <summary>The layers for masked predictions; <see langword="null"/> if nothing is masked.</summary>
    internal MaskedNetwork? Network => _network.Value;

    /// <summary>Scores rows.</summary>
    /// <param name="rows">Rows in the units of the fit, <c>[n, d]</c>.</param>
    /// <returns>
    /// The scores, <c>[n]</c>; higher is more anomalous. NaN for a row with an infinity, without any value, or with a NaN if the detector was fitted with
    /// <see cref="MissingValues.SkipRow"/>.
    /// </returns>
    /// <exception cref="ArgumentException">The number of values is not a multiple of d.</exception>
    public float[] Scores(ReadOnlySpan<float> rows)
    {
        float[] scores = new float[CountOf(rows)];
        new DetectorScorer(this).Score(rows, scores, [], []);
        return scores;
    }

    /// <summary>How much each slot contributes to the score of each row: which values made a row strange.</summary>
    /// <param name="rows">Rows in the units of the fit, <c>[n, d]</c>.</param>
    /// <returns>
    /// The contributions, <c>[n, d]</c>, 0 or more; those of a row add up to its score. Missing values contribute 0, and a one-hot group contributes in the
    /// slot of its category.
    /// </returns>
    /// <exception cref="ArgumentException">The number of values is not a multiple of d.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Score"/> is <see cref="AnomalyScore.VariationalBound"/>, which is no sum over slots.</exception>
    public float[] Contributions(ReadOnlySpan<float> rows)
    {
        if (Score == AnomalyScore.VariationalBound)
        {
            throw new InvalidOperationException(
                $"The score {Score} has no contributions: its divergence belongs to no slot. Fit with {nameof(AnomalyScore.MaskedPrediction)} or "
                + $"{nameof(AnomalyScore.ReconstructionError)}.");
        }

        float[] contributions = new float[rows.Length];
        new DetectorScorer(this).Score(rows, new float[CountOf(rows)], contributions, []);
        return contributions;
    }

    /// <summary>The value of each slot that the detector expected.</summary>
    /// <param name="rows">Rows in the units of the fit, <c>[n, d]</c>.</param>
    /// <returns>
    /// The expected values in the units of the fit, <c>[n, d]</c>; probabilities for Booleans and categories. For <see cref="AnomalyScore.MaskedPrediction"/>,
    /// each is predicted from the other values of the row; otherwise, it is the reconstruction.
    /// </returns>
    /// <exception cref="ArgumentException">The number of values is not a multiple of d.</exception>
    public float[] Expected(ReadOnlySpan<float> rows)
    {
        float[] expected = new float[rows.Length];
        new DetectorScorer(this).Score(rows, new float[CountOf(rows)], [], expected);
        return expected;
    }

    /// <summary>The share of normal rows that score at least as high.</summary>
    /// <param name="score">The score of a row.</param>
    /// <returns>
    /// The p-value: 1 plus the number of held-out rows with this score or a higher one, divided by 1 plus the number of held-out rows; NaN for NaN. If rows
    /// have weights, their sums take the place of numbers.
    /// </returns>
    /// <remarks>If a new row is like those of the fit, its p-value is at most p with a probability of about p.</remarks>
    public float PValue(float score) => Content.Reference.PValue(score);

    /// <summary>The same detector with another threshold.</summary>
    /// <param name="threshold">The threshold; not NaN.</param>
    /// <returns>The new detector.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is NaN.</exception>
    public AnomalyDetector WithThreshold(float threshold) => float.IsNaN(threshold)
        ? throw Require.OutOfRange(nameof(threshold), threshold, "a number")
        : new AnomalyDetector(Model, Content with { Threshold = threshold }, _network);

    /// <summary>Saves the detector. The same detector gives the same bytes.</summary>
    /// <param name="stream">The stream to write to; left open.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <remarks>The file is that of the autoencoder, which <see cref="AutoencoderModel.Load(Stream)"/> reads from it, with tensors of the detector added.</remarks>
    public void Save(Stream stream) => Save(stream, new Dictionary<string, string>());

    /// <summary>Loads a detector.</summary>
    /// <param name="stream">The stream to read from; left open.</param>
    /// <returns>The detector.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">The bytes are not those of a detector, or are damaged, or were written by a newer version.</exception>
    public static AnomalyDetector Load(Stream stream) => Load(stream, long.MaxValue, out _);

    /// <summary>Loads a detector, unless it is too large.</summary>
    /// <param name="stream">The stream to read from; left open.</param>
    /// <param name="maxBytes">The most bytes to read; 1 or more.</param>
    /// <returns>The detector.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is less than 1.</exception>
    /// <exception cref="FormatException">
    /// The detector has more bytes than that, or the bytes are not those of a detector, or are damaged, or were written by a newer version.
    /// </exception>
    public static AnomalyDetector Load(Stream stream, long maxBytes) => Load(stream, maxBytes, out _);

    internal void Save(Stream stream, IReadOnlyDictionary<string, string> attributes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        DetectorFile.Write(stream, this, attributes);
    }

    internal static AnomalyDetector Load(Stream stream, long maxBytes, out IReadOnlyDictionary<string, string> attributes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        (AnomalyDetector detector, attributes) = DetectorFile.Read(stream, maxBytes);
        return detector;
    }

    private int CountOf(ReadOnlySpan<float> rows)
    {
        Require.WholeRows(rows.Length, Model.InputDimension, nameof(rows));
        return rows.Length / Model.InputDimension;
    }
}
