using System.Globalization;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Detection;

/// <summary>Writes and reads an anomaly detector as the file of its model (<see cref="ModelFile"/>) with additional metadata and tensors.</summary>
/// <remarks>
/// <code>
/// detector_score          MaskedPrediction, ReconstructionError or VariationalBound
/// detector_contamination  the share of rows that the fit was to flag
/// detector_threshold      rows with a higher score are flagged
/// detector_reference      held_out, or fitted if no rows were held out
///
/// detector.scale             [d]          what the loss of each slot is divided by
/// detector.reference_score   [m]          the scores of those rows in ascending order
/// detector.reference_weight  [m]          their weights, if rows have weights
/// detector.mask              [rounds, d]  the number of the mask that covers each slot in each round, if slots are masked
/// </code>
/// </remarks>
internal static class DetectorFile
{
    private const string ScoreKey = "detector_score";
    private const string ContaminationKey = "detector_contamination";
    private const string ThresholdKey = "detector_threshold";
    private const string ReferenceKey = "detector_reference";
    private const string HeldOut = "held_out";
    private const string Fitted = "fitted";

    private const string Scale = ModelPart.Prefix + "scale";
    private const string ReferenceScore = ModelPart.Prefix + "reference_score";
    private const string ReferenceWeight = ModelPart.Prefix + "reference_weight";
    private const string Mask = ModelPart.Prefix + "mask";

    public static void Write(Stream stream, AnomalyDetector detector, IReadOnlyDictionary<string, string> attributes)
    {
        DetectorContent content = detector.Content;
        int d = detector.Model.InputDimension;
        var metadata = new Dictionary<string, string>(attributes, StringComparer.Ordinal);
        foreach ((string key, string value) in Describe(content))
        {
            metadata.Add(key, value);
        }

        var parts = new List<ModelPart>
        {
            new(Scale, [d], content.Scales),
            new(ReferenceScore, [content.Reference.Count], content.Reference.Scores.ToArray()),
        };
        if (!content.Reference.Weights.IsEmpty)
        {
            parts.Add(new ModelPart(ReferenceWeight, [content.Reference.Count], content.Reference.Weights.ToArray()));
        }

        if (content.Masks is { } masks)
        {
            parts.Add(new ModelPart(Mask, [masks.Rounds.Length, d], masks.ToTensor(d)));
        }

        ModelFile.Write(stream, detector.Model.Content, metadata, parts);
    }

    /// <summary>The description of a detector besides its tensors, for every file format that it is written to.</summary>
    public static KeyValuePair<string, string>[] Describe(DetectorContent content) =>
    [
        new(ScoreKey, content.Score.ToString()),
        new(ContaminationKey, content.Contamination.ToString(CultureInfo.InvariantCulture)),
        new(ThresholdKey, content.Threshold.ToString(CultureInfo.InvariantCulture)),
        new(ReferenceKey, content.Reference.AreHeldOut ? HeldOut : Fitted),
    ];

    public static (AnomalyDetector Detector, IReadOnlyDictionary<string, string> Attributes) Read(Stream stream, long maxBytes)
    {
        (ModelContent content, IReadOnlyDictionary<string, string> attributes, IReadOnlyList<ModelPart> parts) = ModelFile.Read(stream, maxBytes);
        if (!attributes.ContainsKey(ScoreKey))
        {
            throw new FormatException($"This is the model of an autoencoder, {StrictJson.Excerpt(content.Parameters.Architecture.ToString())}, and not of an anomaly "
                + "detector. Load it with AutoencoderModel.Load.");
        }

        var model = new AutoencoderModel(content);
        return (new AnomalyDetector(model, ReadContent(model, attributes, parts)), attributes);
    }

    private static DetectorContent ReadContent(AutoencoderModel model, IReadOnlyDictionary<string, string> attributes, IReadOnlyList<ModelPart> parts)
    {
        string name = attributes[ScoreKey];
        AnomalyScore score = Enum.GetNames<AnomalyScore>().Contains(name) ? Enum.Parse<AnomalyScore>(name) : throw Damaged(ScoreKey, name);
        if (score == AnomalyScore.VariationalBound && !model.Kind.Definition.HasDistribution)
        {
            throw Damaged(ScoreKey, name);
        }

        int d = model.InputDimension;
        var left = new Dictionary<string, ModelPart>(StringComparer.Ordinal);
        if (parts.FirstOrDefault(part => !left.TryAdd(part.Name, part)) is { } twice)
        {
            throw new FormatException($"The detector is damaged: it contains {StrictJson.Excerpt(twice.Name)} twice. Restore the file, or fit and save again.");
        }

        float[] scales = Take(left, Scale, [d]);
        float[] scores = Take(left, ReferenceScore, null);
        float[] weights = left.ContainsKey(ReferenceWeight) ? Take(left, ReferenceWeight, [scores.Length]) : [];
        MaskPlan? masks = score == AnomalyScore.MaskedPrediction ? ReadMasks(left, model) : null;
        if (left.Count > 0 || !scales.All(float.IsPositive) || !scales.All(float.IsNormal) || !IsAscending(scores) || !weights.All(weight => weight > 0))
        {
            throw new FormatException(
                $"The detector is damaged: its {parts.Count} tensors ({StrictJson.Excerpt(string.Join(", ", parts.Select(part => part.Name)))}) are not those of the "
                + $"score {score}. Restore the file, or fit and save again.");
        }

        return new DetectorContent(
            score,
            Number(attributes, ContaminationKey, value => value > 0 && value < 1),
            Number(attributes, ThresholdKey, value => !float.IsNaN(value)),
            scales,
            masks,
            new ReferenceScores(scores, weights, ReadIsHeldOut(attributes)));
    }

    private static MaskPlan ReadMasks(Dictionary<string, ModelPart> parts, AutoencoderModel model)
    {
        int rounds = parts.TryGetValue(Mask, out ModelPart? part) && part.Shape.Length == 2 ? part.Shape[0] : 0;
        float[] masks = Take(parts, Mask, [rounds, model.InputDimension]);
        return MaskPlan.FromTensor(masks, model.Reconstruction.SlotsOf(model.InputDimension)) ?? throw new FormatException(
            $"The detector is damaged: its {rounds} rounds of masks do not each cover every slot once. Restore the file, or fit and save again.");
    }

    private static bool ReadIsHeldOut(IReadOnlyDictionary<string, string> attributes) => attributes.GetValueOrDefault(ReferenceKey) switch
    {
        HeldOut => true,
        Fitted => false,
        var other => throw Damaged(ReferenceKey, other ?? string.Empty),
    };

    private static bool IsAscending(float[] scores) => scores.Length > 0 && scores.Zip(scores.Skip(1), (left, right) => left <= right).All(isInOrder => isInOrder);

    private static float[] Take(Dictionary<string, ModelPart> parts, string name, int[]? shape)
    {
        bool isThere = parts.Remove(name, out ModelPart? part);
        return isThere && (shape is null ? part!.Shape.Length == 1 : part!.Shape.SequenceEqual(shape)) ? part.Values : throw new FormatException(
            $"The detector is damaged: its tensor {name} is missing, or does not have the shape expected"
            + $"{(shape is null ? string.Empty : $", [{string.Join(", ", shape)}]")}. Restore the file, or fit and save again.");
    }

    private static float Number(IReadOnlyDictionary<string, string> attributes, string key, Func<float, bool> isPossible)
    {
        string text = attributes.GetValueOrDefault(key) ?? string.Empty;
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && isPossible(value) ? value : throw Damaged(key, text);
    }

    private static FormatException Damaged(string key, string value) => new(
        $"The detector is damaged: its {key} is \"{StrictJson.Excerpt(value)}\", which is not possible. Restore the file, or fit and save again.");
}
