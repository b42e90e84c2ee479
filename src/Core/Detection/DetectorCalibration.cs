using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Detection;

/// <summary>Completes a fitted autoencoder to an anomaly detector: scales from rows of the fit, the threshold from rows held out of it.</summary>
internal static class DetectorCalibration
{
    /// <summary>More rows say little more about medians.</summary>
    public const int SampleRows = 5_000;

    // Of very wide rows, fewer must do: they are held as dense rows, and each takes all masks.
    private const int MinSampleRows = 50;
    private const int SampleValues = 1 << 23;
    private const int MinReferenceRows = 500;
    private const int ReferenceValues = 1 << 26;

    // The number of values to score at a time: 16 MB.
    private const int BlockValues = 1 << 22;

    /// <summary>The number of rows of the fit to calibrate with.</summary>
    /// <param name="dimension">d.</param>
    public static int SampleRowsOf(int dimension) => Math.Clamp(SampleValues / dimension, MinSampleRows, SampleRows);

    /// <summary>Calibrates a detector.</summary>
    /// <param name="model">The autoencoder.</param>
    /// <param name="score">What makes a row anomalous.</param>
    /// <param name="contamination">The share of rows to flag.</param>
    /// <param name="fitted">Rows that the model was fitted to, in the units of the input.</param>
    /// <param name="heldOut">Rows that it was not fitted to; none if there are none.</param>
    /// <param name="throwIfCanceled">Called repeatedly.</param>
    public static AnomalyDetector Calibrate(
        AutoencoderModel model, AnomalyScore score, float contamination, RowStore fitted, RowStore heldOut, Action throwIfCanceled)
    {
        SlotRange[] slots = [.. model.Reconstruction.SlotsOf(model.InputDimension)];
        MaskPlan? masks = score == AnomalyScore.MaskedPrediction ? MaskPlan.For(slots, model.Seed) : null;
        MaskedNetwork? network = masks is null ? null : new MaskedNetwork(model);
        LossScales losses = LossesOf(new DetectorScorer(model, score, [], masks, network), model, slots, fitted, throwIfCanceled);
        float[] scales = score == AnomalyScore.VariationalBound ? losses.InNats() : losses.Relative();

        bool hasHeldOut = heldOut.Count > 0;
        ReferenceScores reference = ReferenceOf(
            new DetectorScorer(model, score, scales, masks, network), hasHeldOut ? heldOut : fitted, model.InputDimension, hasHeldOut, throwIfCanceled);
        var content = new DetectorContent(score, contamination, reference.ThresholdFor(contamination), scales, masks, reference);
        return new AnomalyDetector(model, content, new Lazy<MaskedNetwork?>(network));
    }

    private static LossScales LossesOf(DetectorScorer scorer, AutoencoderModel model, SlotRange[] slots, RowStore rows, Action throwIfCanceled)
    {
        int d = model.InputDimension;
        float[] values = new float[checked(rows.Count * d)], losses = new float[values.Length], weights = new float[rows.Count];
        ForEachBlock(rows, [.. Enumerable.Range(0, rows.Count)], d, throwIfCanceled, (first, block) =>
            scorer.Losses(block, values.AsSpan(first * d, block.Length), losses.AsSpan(first * d, block.Length)));
        for (int row = 0; row < weights.Length; row++)
        {
            weights[row] = rows.Weight(row);
        }

        InputScaling scaling = model.Content.Scaling;
        return new LossScales(slots, values, losses, weights, SizesOf(rows, scaling, d), SharesUnit(scaling, values, d));
    }

    /// <summary>Whether numbers share one unit, by the rule of <see cref="Scaling.Automatic"/>: columns that were standardized beforehand have one scale too.</summary>
    private static bool SharesUnit(InputScaling scaling, float[] values, int dimension) =>
        dimension >= ScalingRules.MinCommonUnitSlots && scaling.HasOneScale(slot => Varies(values, slot, dimension));

    private static bool Varies(float[] values, int slot, int dimension)
    {
        float first = values[slot];
        for (int i = slot; i < values.Length; i += dimension)
        {
            if (values[i] != first)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The size of the first row's values in scaled units; 1 for zeros and missing values.</summary>
    private static float[] SizesOf(RowStore rows, InputScaling scaling, int dimension)
    {
        float[] row = rows.Read(0, new float[dimension]).ToArray();
        for (int slot = 0; slot < dimension; slot++)
        {
            float size = Math.Abs(row[slot]) / scaling.Scales[slot];
            row[slot] = size > 0 && float.IsFinite(size) ? size : 1;
        }

        return row;
    }

    private static ReferenceScores ReferenceOf(DetectorScorer scorer, RowStore rows, int dimension, bool areHeldOut, Action throwIfCanceled)
    {
        int step = Division.RoundUp(rows.Count, Math.Max(MinReferenceRows, ReferenceValues / dimension));
        int[] chosen = [.. Enumerable.Range(0, rows.Count).Where(row => row % step == 0)];
        float[] scores = new float[chosen.Length];
        ForEachBlock(rows, chosen, dimension, throwIfCanceled, (first, block) => scorer.Score(block, scores.AsSpan(first, block.Length / dimension), [], []));
        ReferenceScores reference = ReferenceScores.Of(scores, rows.HasWeights ? Array.ConvertAll(chosen, rows.Weight) : [], areHeldOut);
        return reference.Count > 0 ? reference : throw new InvalidOperationException(
            $"None of the {rows.Count} rows to take the threshold from has a finite score. Check their values: the network's sums overflow for numbers of this size.");
    }

    private delegate void BlockAction(int first, ReadOnlySpan<float> block);

    private static void ForEachBlock(RowStore rows, int[] chosen, int dimension, Action throwIfCanceled, BlockAction action)
    {
        int blockRows = Math.Clamp(BlockValues / dimension, 1, RowScorer.BlockRows);
        float[] block = new float[checked(blockRows * dimension)];
        float[] buffer = new float[dimension];
        for (int first = 0; first < chosen.Length; first += blockRows)
        {
            throwIfCanceled();
            int count = Math.Min(blockRows, chosen.Length - first);
            for (int row = 0; row < count; row++)
            {
                rows.Read(chosen[first + row], buffer).CopyTo(block.AsSpan(row * dimension));
            }

            action(first, block.AsSpan(0, count * dimension));
        }
    }
}
