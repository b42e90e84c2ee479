using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>The supervised contrastive loss of the labeled rows of a batch, in groups of consecutive ones.</summary>
internal sealed class SupervisedContrastiveLayer : AuxiliaryLayer
{
    /// <summary>The maximum number of rows in a group: enough for several of each class, and the work grows with their square.</summary>
    public const int MaxGroup = 128;

    private readonly float _temperature;
    private readonly int _dimension;

    // The rows of a group, the directions of their codes, and the similarities, [group, group].
    private readonly int[] _rows;
    private readonly Directions _directions;
    private readonly float[] _similarities;

    public SupervisedContrastiveLayer(SupervisedContrastiveDefinition definition, float temperature, int dimension, int batchSize)
        : base(definition, batchSize)
    {
        _temperature = temperature;
        _dimension = dimension;
        int group = Math.Min(MaxGroup, batchSize);
        _rows = new int[group];
        _directions = new Directions(group, dimension);
        _similarities = new float[group * group];
    }

    /// <summary>The loss has no parameters of its own.</summary>
    public override void BackwardParameters(
        ReadOnlySpan<float> codes, ReadOnlySpan<float> view, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace)
    {
    }

    protected override void Compute(
        TrainingBatch batch, CodesOfBatch codes, CodesOfBatch view, float slope, Span<float> losses, MatrixWorkspace workspace)
    {
        losses.Clear();
        int count = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            if (!float.IsNaN(batch.Labels[row]))
            {
                _rows[count++] = row;
            }

            if (count == _rows.Length || (row == batch.Count - 1 && count > 0))
            {
                ComputeGroup(batch, codes, count, slope, losses, workspace);
                count = 0;
            }
        }
    }

    private void ComputeGroup(TrainingBatch batch, CodesOfBatch codes, int count, float slope, Span<float> losses, MatrixWorkspace workspace)
    {
        for (int i = 0; i < count; i++)
        {
            _directions.Set(i, codes.Values.Slice(_rows[i] * _dimension, _dimension));
        }

        ReadOnlySpan<float> directions = _directions.Values;
        MatrixProducts.MultiplyTransposed(directions, directions, _similarities, count, count, _dimension, bias: [], workspace);
        for (int i = 0; i < count; i++)
        {
            losses[_rows[i]] = LossOf(batch, i, count, slope * batch.WeightOf(_rows[i]));
        }

        // A similarity belongs to both of its rows.
        MatrixProducts.Multiply(_similarities, directions, _directions.Gradient, count, _dimension, count, workspace);
        MatrixProducts.TransposedMultiply(_similarities, directions, _directions.Gradient, count, _dimension, count, workspace, accumulates: true);
        for (int i = 0; i < count; i++)
        {
            _directions.AddGradientOf(i, codes.Gradient.Slice(_rows[i] * _dimension, _dimension));
        }
    }

    /// <summary>The loss of a row. The derivative with respect to each of its similarities, times the slope, replaces them.</summary>
    private float LossOf(TrainingBatch batch, int i, int count, float slope)
    {
        Span<float> similarities = _similarities.AsSpan(i * count, count);
        float label = batch.Labels[_rows[i]];
        int positives = -1;
        double sumOfPositives = 0;
        for (int j = 0; j < count; j++)
        {
            bool isPositive = batch.Labels[_rows[j]] == label;
            positives += isPositive ? 1 : 0;
            sumOfPositives += isPositive && j != i ? similarities[j] : 0;
        }

        if (positives == 0)
        {
            similarities.Clear();
            return 0;
        }

        // The similarity of a row to itself is left out.
        float inverse = 1 / _temperature;
        similarities[i] = float.NegativeInfinity;
        (float largest, double sum) = ScaledExponentials.Replace(similarities, inverse);
        TensorPrimitives.Multiply(similarities, (float)(slope * inverse / sum), similarities);
        float ofPositive = slope * inverse / positives;
        for (int j = 0; j < count; j++)
        {
            similarities[j] -= j != i && batch.Labels[_rows[j]] == label ? ofPositive : 0;
        }

        return (float)(ScalarFunctions.Log(sum) - (((sumOfPositives / positives) - largest) * inverse));
    }
}
