using System.Numerics.Tensors;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Detection;

/// <summary>Predicts each value of a row from the others: masks it, encodes and decodes the row, and reads the reconstruction of the masked slots.</summary>
/// <remarks>
/// <para>
/// A masked slot is 0 in scaled units, as <see cref="MaskingNoise"/> sets it during the fit. The prediction of a slot is its mean over the rounds of the
/// <see cref="MaskPlan"/>. The results for a row do not depend on the rows that it is predicted with.
/// </para>
/// <para>
/// Copies of the data with masks would cost as many encodings as there are masks. Here, the sums of the first layer are computed once per row. A mask
/// subtracts the contribution of its slots, a change of rank one for one slot, and of the outputs only those of masked slots are computed. What remains per mask
/// are the products between the code and the innermost hidden layers.
/// </para>
/// <para>For one thread at a time; any number of predictors may share the network.</para>
/// </remarks>
internal sealed class MaskedPredictor
{
    // As many masked rows are encoded at a time as the matrix kernels need to run at full speed, and few enough for their activations to stay in cache.
    private const int TileRows = 128;

    private readonly MaskedNetwork _network;
    private readonly MaskPlan _plan;
    private readonly CodeActivation? _activation;
    private readonly SlotRange[] _slots;
    private readonly int _dimension;
    private readonly int _latentDimension;
    private readonly int _width;
    private readonly LayerRunner _layers = new();

    // Kept, because new delegates would be allocated for each mask.
    private readonly WeightsOfSlot _firstColumn;
    private readonly WeightsOfSlot _outputRow;
    private readonly WeightsOfSlot _skipRow;

    // The sums of the first layer for each row, and for each masked row; codes and features of masked rows.
    private float[] _sums = [];
    private float[] _masked = [];
    private float[] _codes = [];

    // What belongs to a group of slots: their values, their weights and their outputs.
    private float[] _values = [];
    private float[] _weights = [];
    private float[] _groupOutputs = [];
    private float[] _bias = [];

    // The decoder's outputs for each row, and the predictions of a round.
    private float[] _outputs = [];
    private float[] _round = [];

    public MaskedPredictor(AutoencoderModel model, MaskedNetwork network, MaskPlan plan)
    {
        _network = network;
        _plan = plan;
        _activation = model.CreateActivation();
        _dimension = model.InputDimension;
        _latentDimension = model.LatentDimension;
        _slots = [.. model.Reconstruction.SlotsOf(_dimension)];
        _width = network.FirstLayer.Outputs;
        (_firstColumn, _outputRow, _skipRow) = (network.FirstColumn, network.OutputRow, network.SkipRow);
    }

    /// <summary>Predicts rows.</summary>
    /// <param name="rows">The rows in scaled units, <c>[count, d]</c>, all values finite.</param>
    /// <param name="predictions">Receives the prediction of each value from the others, in scaled units, <c>[count, d]</c>.</param>
    /// <param name="count">The number of rows.</param>
    public void Predict(ReadOnlySpan<float> rows, Span<float> predictions, int count)
    {
        Span<float> sums = ScratchBuffer.Of(ref _sums, checked(count * _width));
        Span<float> outputs = ScratchBuffer.Of(ref _outputs, predictions.Length);
        Span<float> round = ScratchBuffer.Of(ref _round, predictions.Length);
        _network.FirstLayer.Forward(rows, sums, count, _layers.Workspace);
        predictions.Clear();
        foreach (int[][] masks in _plan.Rounds)
        {
            if (_plan.ValuesAlone)
            {
                PredictValues(masks, rows, sums, outputs, count);
            }
            else
            {
                PredictGroups(masks, rows, sums, outputs, count);
            }

            OutputActivation.Forward(_slots, outputs, count, round);
            TensorPrimitives.Add(predictions, round, predictions);
        }

        TensorPrimitives.Multiply(predictions, 1f / _plan.Rounds.Length, predictions);
    }

    /// <summary>Masks each value alone. A tile holds some rows with all their masks: row by row, and mask by mask.</summary>
    private void PredictValues(int[][] masks, ReadOnlySpan<float> rows, ReadOnlySpan<float> sums, Span<float> outputs, int count)
    {
        int tileRows = Math.Max(1, TileRows / masks.Length);
        for (int first = 0; first < count; first += tileRows)
        {
            int n = Math.Min(tileRows, count - first), start = first * _dimension, length = n * _dimension;
            Span<float> masked = ScratchBuffer.Of(ref _masked, n * masks.Length * _width);
            MaskValues(masks, rows.Slice(start, length), sums.Slice(first * _width, n * _width), masked);
            ReadOnlySpan<float> features = Run(masked, n * masks.Length, out ReadOnlySpan<float> codes);
            ReadValues(masks, features, codes, outputs.Slice(start, length));
        }
    }

    /// <summary>The sums of the first layer for each row and mask.</summary>
    private void MaskValues(int[][] masks, ReadOnlySpan<float> rows, ReadOnlySpan<float> sums, Span<float> masked)
    {
        for (; rows.Length > 0; rows = rows[_dimension..], sums = sums[_width..])
        {
            foreach (int[] mask in masks)
            {
                Subtract(mask, rows[.._dimension], sums[.._width], masked[.._width]);
                masked = masked[_width..];
            }
        }
    }

    /// <summary>The outputs of the masked slots for each row and mask.</summary>
    private void ReadValues(int[][] masks, ReadOnlySpan<float> features, ReadOnlySpan<float> codes, Span<float> outputs)
    {
        int width = _network.FeatureDimension;
        for (; outputs.Length > 0; outputs = outputs[_dimension..])
        {
            foreach (int[] mask in masks)
            {
                foreach (int slot in mask)
                {
                    outputs[slot] = OutputOf(slot, features[..width], codes[.._latentDimension]);
                }

                features = features[width..];
                codes = codes[_latentDimension..];
            }
        }
    }

    /// <summary>Masks groups of slots. A tile holds all rows with one mask.</summary>
    private void PredictGroups(int[][] masks, ReadOnlySpan<float> rows, ReadOnlySpan<float> sums, Span<float> outputs, int count)
    {
        foreach (int[] mask in masks)
        {
            Span<float> masked = ScratchBuffer.Of(ref _masked, count * _width);
            sums.CopyTo(masked);
            MatrixProducts.Multiply(
                NegativeValues(mask, rows, count), Weights(mask, _firstColumn, _width), masked, count, _width, mask.Length, _layers.Workspace, accumulates: true);
            ReadOnlySpan<float> features = Run(masked, count, out ReadOnlySpan<float> codes);
            Scatter(GroupOutputs(mask, features, codes, count), mask, outputs, count);
        }
    }

    /// <summary>The sums of the first layer without the contribution of some slots. Rounds after each operation, and so alike at every vector width.</summary>
    private void Subtract(int[] slots, ReadOnlySpan<float> row, ReadOnlySpan<float> sums, Span<float> masked)
    {
        sums.CopyTo(masked);
        foreach (int slot in slots)
        {
            if (row[slot] != 0)
            {
                TensorPrimitives.MultiplyAdd(_network.FirstColumn(slot), -row[slot], masked, masked);
            }
        }
    }

    /// <summary>Runs masked rows to the decoder's last hidden layer.</summary>
    /// <returns>Its output, <c>[count, features]</c>.</returns>
    private ReadOnlySpan<float> Run(ReadOnlySpan<float> sums, int count, out ReadOnlySpan<float> codes)
    {
        Span<float> code = ScratchBuffer.Of(ref _codes, count * _latentDimension);
        _layers.RunFromSums(_network.Encoder, sums, code, count);
        _activation?.Apply(code, code, count);
        codes = code;
        return _layers.RunHidden(_network.DecoderHidden, _network.Activation, code, count);
    }

    private float OutputOf(int slot, ReadOnlySpan<float> features, ReadOnlySpan<float> code)
    {
        double sum = _network.OutputBias(slot) + Reductions.Dot(features, _network.OutputRow(slot));
        return (float)(_network.HasSkip ? sum + Reductions.Dot(code, _network.SkipRow(slot)) : sum);
    }

    private ReadOnlySpan<float> GroupOutputs(int[] mask, ReadOnlySpan<float> features, ReadOnlySpan<float> codes, int count)
    {
        Span<float> outputs = ScratchBuffer.Of(ref _groupOutputs, count * mask.Length);
        Span<float> bias = ScratchBuffer.Of(ref _bias, mask.Length);
        for (int i = 0; i < mask.Length; i++)
        {
            bias[i] = _network.OutputBias(mask[i]);
        }

        MatrixProducts.MultiplyTransposed(
            features, Weights(mask, _outputRow, _network.FeatureDimension), outputs, count, mask.Length, _network.FeatureDimension, bias, _layers.Workspace);
        if (_network.HasSkip)
        {
            MatrixProducts.MultiplyTransposed(
                codes, Weights(mask, _skipRow, _latentDimension), outputs, count, mask.Length, _latentDimension, [], _layers.Workspace, accumulates: true);
        }

        return outputs;
    }

    private ReadOnlySpan<float> NegativeValues(int[] mask, ReadOnlySpan<float> rows, int count)
    {
        Span<float> values = ScratchBuffer.Of(ref _values, count * mask.Length);
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<float> all = rows.Slice(row * _dimension, _dimension);
            Span<float> some = values.Slice(row * mask.Length, mask.Length);
            for (int i = 0; i < mask.Length; i++)
            {
                some[i] = -all[mask[i]];
            }
        }

        return values;
    }

    private delegate ReadOnlySpan<float> WeightsOfSlot(int slot);

    private ReadOnlySpan<float> Weights(int[] mask, WeightsOfSlot weightsOf, int length)
    {
        Span<float> weights = ScratchBuffer.Of(ref _weights, checked(mask.Length * length));
        for (int i = 0; i < mask.Length; i++)
        {
            weightsOf(mask[i]).CopyTo(weights[(i * length)..]);
        }

        return weights;
    }

    private void Scatter(ReadOnlySpan<float> values, int[] mask, Span<float> outputs, int count)
    {
        for (int row = 0; row < count; row++)
        {
            Span<float> rowOutputs = outputs.Slice(row * _dimension, _dimension);
            for (int i = 0; i < mask.Length; i++)
            {
                rowOutputs[mask[i]] = values[(row * mask.Length) + i];
            }
        }
    }
}
