using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>The options of an anomaly detector: those of its autoencoder, with defaults that suit the purpose, and what makes a row anomalous.</summary>
/// <remarks>
/// The defaults that differ from those of <see cref="AutoencoderOptions"/>: <see cref="AutoencoderOptions.Kind"/> is <see cref="Denoising"/> with
/// <see cref="MaskingNoise"/> of probability 0.3, <see cref="AutoencoderOptions.LatentDimension"/> is 16 or, for rows of fewer slots, d,
/// <see cref="AutoencoderOptions.WeightDecay"/> is 0.01, <see cref="AutoencoderOptions.MissingValues"/> is <see cref="MissingValues.Mask"/>, and
/// <see cref="AutoencoderOptions.ValidationFraction"/> is 0.15, since the rows held out also determine the threshold.
/// </remarks>
public class AnomalyDetectorOptions : AutoencoderOptions
{
    /// <summary>The default values that differ from those of <see cref="AutoencoderOptions.Defaults"/>, and those of further options.</summary>
    public static new class Defaults
    {
        /// <summary>The default of <see cref="AutoencoderOptions.LatentDimension"/>: 16. For rows of fewer slots, d takes its place.</summary>
        public const int LatentDimension = 16;

        /// <summary>The probability that the default <see cref="AutoencoderOptions.Kind"/> masks a value during the fit: 0.3.</summary>
        public const float MaskingProbability = 0.3f;

        /// <summary>The default of <see cref="AutoencoderOptions.WeightDecay"/>: 0.01.</summary>
        public const float WeightDecay = 0.01f;

        /// <summary>The default of <see cref="AutoencoderOptions.MissingValues"/>: <see cref="MissingValues.Mask"/>.</summary>
        public const MissingValues MissingValues = MLNet.Autoencoder.MissingValues.Mask;

        /// <summary>The default of <see cref="AutoencoderOptions.ValidationFraction"/>: 0.15.</summary>
        public const float ValidationFraction = 0.15f;

        /// <summary>The default of <see cref="AnomalyDetectorOptions.Score"/>: <see cref="AnomalyScore.MaskedPrediction"/>.</summary>
        public const AnomalyScore Score = AnomalyScore.MaskedPrediction;

        /// <summary>The default of <see cref="AnomalyDetectorOptions.Contamination"/>: 0.1.</summary>
        public const float Contamination = 0.1f;
    }

    // What a model is fitted to does not depend on how its errors are used.
    private static readonly Option<AnomalyScore> ScoreOption = new(
        nameof(Score), Defaults.Score, new OptionRange<AnomalyScore>(OptionRange.Defined<AnomalyScore>().Text, ValidateScore), OptionIdentity.None);

    private static readonly Option<float> ContaminationOption = new(
        nameof(Contamination),
        Defaults.Contamination,
        OptionRange.Where<float>("greater than 0 and less than 1", value => value > 0 && value < 1),
        OptionIdentity.None);

    // The last static field: it collects those above.
    private static readonly Option[] Declarations = Option.DeclaredIn(typeof(AnomalyDetectorOptions));

    /// <summary>Creates options with default values.</summary>
    public AnomalyDetectorOptions()
    {
        Kind = new Denoising { Corruption = new MaskingNoise { Probability = Defaults.MaskingProbability } };
        LatentDimension = Defaults.LatentDimension;
        WeightDecay = Defaults.WeightDecay;
        MissingValues = Defaults.MissingValues;
        ValidationFraction = Defaults.ValidationFraction;
    }

    /// <summary>Copies options.</summary>
    /// <param name="other">The options to copy.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is <see langword="null"/>.</exception>
    protected AnomalyDetectorOptions(AnomalyDetectorOptions other)
        : base(other)
    {
    }

    /// <summary>What makes a row anomalous. <see cref="AnomalyScore.VariationalBound"/> requires the kind <see cref="Variational"/>.</summary>
    /// <value>The default is <see cref="AnomalyScore.MaskedPrediction"/>.</value>
    public AnomalyScore Score { get => Get(ScoreOption); set => Set(ScoreOption, value); }

    /// <summary>
    /// The share of anomalies expected, greater than 0 and less than 1. The threshold is the score that this share of the rows held out of the fit exceeds. If all
    /// rows of the fit are normal, it is the share of false alarms.
    /// </summary>
    /// <value>The default is <c>0.1</c>.</value>
    public float Contamination { get => Get(ContaminationOption); set => Set(ContaminationOption, value); }

    /// <inheritdoc/>
    internal override IEnumerable<Option> Declared => [.. base.Declared, .. Declarations];

    internal override AutoencoderOptions Copy() => new AnomalyDetectorOptions(this);

    /// <summary>A copy for rows of d slots: a code wider than the row has nothing to hold.</summary>
    internal AnomalyDetectorOptions ForRowsOf(int dimension) => new(this)
    {
        LatentDimension = LatentDimension is null or Defaults.LatentDimension ? Math.Min(Defaults.LatentDimension, dimension) : LatentDimension,
    };

    private static void ValidateScore(string name, AnomalyScore score, AutoencoderOptions options)
    {
        Require.Defined(score, name);
        if (score == AnomalyScore.VariationalBound && !options.Kind.Definition.HasDistribution)
        {
            throw new ArgumentException(
                $"{name} is {score}, but the codes of {nameof(Kind)} = {options.Kind} have no distribution. Set {nameof(Kind)} = new {nameof(Variational)}(), or "
                + "choose another score.",
                name);
        }
    }
}
