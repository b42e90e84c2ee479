using System.Numerics.Tensors;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Detection;

/// <summary>
/// Scores rows with its own buffers, so that nothing is allocated after the first call. For one thread at a time; a detector may have any number of scorers.
/// </summary>
/// <remarks>
/// The contribution of a slot is its loss (<see cref="SlotDefinition.Losses"/>) given its expected value, divided by its scale; 0 if the value is missing. The
/// expected value is predicted from the other values or reconstructed from the code, as the score demands. A row with an infinity, with a NaN that the model does
/// not allow, or without any value gets NaN.
/// </remarks>
internal sealed class DetectorScorer
{
    private readonly AutoencoderModel _model;
    private readonly InputScaling _scaling;
    private readonly AnomalyScore _score;
    private readonly float[] _scales;
    private readonly SlotRange[] _slots;
    private readonly RowScorer _rows;
    private readonly MaskedPredictor? _predictor;
    private readonly int _dimension;
    private readonly int _blockRows;
    private float[] _scaled = [];
    private float[] _expected = [];
    private float[] _losses = [];
    private float[] _codes = [];
    private float[] _logVariances = [];

    public DetectorScorer(AnomalyDetector detector)
        : this(detector.Model, detector.Score, detector.Content.Scales, detector.Content.Masks, detector.Network)
    {
    }

    /// <param name="model">The autoencoder.</param>
    /// <param name="score">What makes a row anomalous.</param>
    /// <param name="scales">What the loss of each slot is divided by, <c>[d]</c>; empty if only losses are wanted.</param>
    /// <param name="masks">Which slots are masked together; <see langword="null"/> if nothing is masked.</param>
    /// <param name="network">The autoencoder's layers; <see langword="null"/> if nothing is masked.</param>
    public DetectorScorer(AutoencoderModel model, AnomalyScore score, float[] scales, MaskPlan? masks, MaskedNetwork? network)
    {
        _model = model;
        _scaling = model.Content.Scaling;
        _score = score;
        _scales = scales;
        _dimension = model.InputDimension;
        _slots = [.. model.Reconstruction.SlotsOf(_dimension)];
        _rows = new RowScorer(model);
        _predictor = masks is { } plan ? new MaskedPredictor(model, network!, plan) : null;
        _blockRows = RowScorer.BlockRowsOf(model.Architecture);
    }

    /// <summary>Scores rows.</summary>
    /// <param name="rows">The rows in the units of the input, <c>[n, d]</c>.</param>
    /// <param name="scores">Receives the scores, <c>[n]</c>.</param>
    /// <param name="contributions">Receives the contribution of each slot, <c>[n, d]</c>; empty if it is not wanted.</param>
    /// <param name="expected">Receives the expected value of each slot, in the units of the input, <c>[n, d]</c>; empty if it is not wanted.</param>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores, Span<float> contributions, Span<float> expected)
    {
        for (int first = 0; first < scores.Length; first += _blockRows)
        {
            int count = Math.Min(_blockRows, scores.Length - first), start = first * _dimension, length = count * _dimension;
            ScoreBlock(
                rows.Slice(start, length),
                scores.Slice(first, count),
                contributions.IsEmpty ? ScratchBuffer.Of(ref _losses, length) : contributions.Slice(start, length),
                expected.IsEmpty ? ScratchBuffer.Of(ref _expected, length) : expected.Slice(start, length));
            if (!expected.IsEmpty)
            {
                _scaling.Undo(expected.Slice(start, length));
            }
        }
    }

    /// <summary>The losses of rows and their values, both in scaled units, for <see cref="LossScales"/>.</summary>
    /// <param name="rows">The rows in the units of the input, <c>[n, d]</c>.</param>
    /// <param name="values">Receives the values, NaN where they are missing, <c>[n, d]</c>.</param>
    /// <param name="losses">Receives the losses, <c>[n, d]</c>.</param>
    public void Losses(ReadOnlySpan<float> rows, Span<float> values, Span<float> losses)
    {
        for (int start = 0; start < rows.Length; start += _blockRows * _dimension)
        {
            int length = Math.Min(_blockRows * _dimension, rows.Length - start);
            ReadOnlySpan<float> block = rows.Slice(start, length);
            Span<float> expected = ScratchBuffer.Of(ref _expected, length);
            Expect(block, expected, []);
            LossesOf(expected, losses.Slice(start, length));
            for (int i = 0; i < length; i++)
            {
                values[start + i] = float.IsNaN(block[i]) ? float.NaN : _scaled[i];
            }
        }
    }

    private void ScoreBlock(ReadOnlySpan<float> rows, Span<float> scores, Span<float> contributions, Span<float> expected)
    {
        // In place of the scores at first: the divergences of the codes, if the score includes them.
        Expect(rows, expected, scores);
        LossesOf(expected, contributions);
        for (int row = 0; row < scores.Length; row++)
        {
            ReadOnlySpan<float> values = rows.Slice(row * _dimension, _dimension);
            Span<float> parts = contributions.Slice(row * _dimension, _dimension);
            TensorPrimitives.Divide(parts, _scales, parts);
            if (TensorPrimitives.IsInfinityAny(values) || TensorPrimitives.IsNaNAll(values) || (!_scaling.AllowsMissing && TensorPrimitives.IsNaNAny(values)))
            {
                parts.Fill(float.NaN);
                expected.Slice(row * _dimension, _dimension).Fill(float.NaN);
            }
            else if (_scaling.AllowsMissing)
            {
                ClearMissing(values, parts);
            }

            scores[row] = (float)(scores[row] + Reductions.Sum(parts));
        }
    }

    /// <summary>Computes the expected values in scaled units, and the divergences of the codes, which are 0 unless the score includes them.</summary>
    private void Expect(ReadOnlySpan<float> rows, Span<float> expected, Span<float> divergences)
    {
        int count = rows.Length / _dimension;
        divergences.Clear();
        Span<float> scaled = ScratchBuffer.Of(ref _scaled, rows.Length);
        _scaling.Apply(rows, scaled);
        if (_predictor is not null)
        {
            _predictor.Predict(scaled, expected, count);
            return;
        }

        bool includesDivergence = _score == AnomalyScore.VariationalBound && !divergences.IsEmpty;
        Span<float> codes = ScratchBuffer.Of(ref _codes, count * _model.LatentDimension);
        Span<float> logVariances = includesDivergence ? ScratchBuffer.Of(ref _logVariances, codes.Length) : [];
        _rows.Encode(rows, codes, logVariances);
        _rows.Decode(codes, expected, keepsScale: true);
        if (includesDivergence)
        {
            AddDivergences(codes, logVariances, divergences);
        }
    }

    /// <summary>KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (σ² + μ² − 1 − log σ²) of each row.</summary>
    private void AddDivergences(ReadOnlySpan<float> means, ReadOnlySpan<float> logVariances, Span<float> divergences)
    {
        int q = _model.LatentDimension;
        for (int row = 0; row < divergences.Length; row++)
        {
            double sum = 0;
            for (int unit = row * q; unit < (row + 1) * q; unit++)
            {
                sum += ScalarFunctions.Exp(logVariances[unit]) + ((double)means[unit] * means[unit]) - 1 - logVariances[unit];
            }

            divergences[row] = (float)(sum / 2);
        }
    }

    private void LossesOf(ReadOnlySpan<float> expected, Span<float> losses)
    {
        for (int start = 0; start < expected.Length; start += _dimension)
        {
            foreach (SlotRange range in _slots)
            {
                int first = start + range.Start;
                range.Definition.Losses(_scaled.AsSpan(first, range.Count), expected.Slice(first, range.Count), losses.Slice(first, range.Count));
            }
        }
    }

    private static void ClearMissing(ReadOnlySpan<float> row, Span<float> parts)
    {
        for (int slot = 0; slot < row.Length; slot++)
        {
            parts[slot] = float.IsNaN(row[slot]) ? 0 : parts[slot];
        }
    }
}
