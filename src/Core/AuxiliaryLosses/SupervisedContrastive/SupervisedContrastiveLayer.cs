using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>The supervised contrastive loss of the labeled rows of a batch, in groups of consecutive ones.</summary>
internal sealed class SupervisedContrastiveLayer : AuxiliaryLayer
{
    private readonly float _temperature;
    private readonly int _dimension;

    // The rows of a group, their labels, the directions of their codes, and the similarities, [group, group].
    private readonly int[] _rows;
    private readonly LabelNeighbors _neighbors;
    private readonly Directions _directions;
    private readonly float[] _similarities;

    public SupervisedContrastiveLayer(
        SupervisedContrastiveDefinition definition, SupervisedContrastive loss, LabelKind labels, int dimension, int batchSize)
        : base(definition, batchSize)
    {
        _temperature = loss.Temperature;
        _dimension = dimension;
        int group = Math.Min(MaxGroup(labels), batchSize);
        _rows = new int[group];
        _neighbors = new LabelNeighbors(labels, loss.Bandwidth, group);
        _directions = new Directions(group, dimension);
        _similarities = new float[checked(group * group)];
    }

    /// <summary>
    /// The maximum number of rows in a group. The work grows with its square, so it is no more than a row needs to find several others of its class, or with
    /// numbers near its own.
    /// </summary>
    public static int MaxGroup(LabelKind labels) => labels == LabelKind.Number ? 64 : 128;

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
            _neighbors.Set(i, batch.Labels[_rows[i]]);
            _directions.Set(i, codes.Values.Slice(_rows[i] * _dimension, _dimension));
        }

        _neighbors.Compute(count);
        ReadOnlySpan<float> directions = _directions.Values;
        MatrixProducts.MultiplyTransposed(directions, directions, _similarities, count, count, _dimension, bias: [], workspace);
        for (int i = 0; i < count; i++)
        {
            losses[_rows[i]] = LossOf(i, count, slope * batch.WeightOf(_rows[i]));
        }

        // A similarity belongs to both of its rows.
        MatrixProducts.Multiply(_similarities, directions, _directions.Gradient, count, _dimension, count, workspace);
        MatrixProducts.TransposedMultiply(_similarities, directions, _directions.Gradient, count, _dimension, count, workspace, accumulates: true);
        for (int i = 0; i < count; i++)
        {
            _directions.AddGradientOf(i, codes.Gradient.Slice(_rows[i] * _dimension, _dimension));
        }
    }

    /// <summary>
    /// −Σⱼ pᵢⱼ log softmax(s/τ)ⱼ of a row i, with pᵢⱼ = kᵢⱼ / Σₐ kᵢₐ. The derivative with respect to each similarity, (softmax(s/τ) − p)/τ times the slope,
    /// replaces them.
    /// </summary>
    private float LossOf(int i, int count, float slope)
    {
        Span<float> similarities = _similarities.AsSpan(i * count, count), weights = _neighbors.WeightsOf(i, count);
        double total = Reductions.Sum(weights);
        if (total < LabelNeighbors.MinTotal)
        {
            similarities.Clear();
            return 0;
        }

        // The similarity of a row to itself is left out.
        float inverse = 1 / _temperature;
        double ofNeighbors = Reductions.Dot(weights, similarities) / total;
        similarities[i] = float.NegativeInfinity;
        (float largest, double sum) = ScaledExponentials.Replace(similarities, inverse);
        TensorPrimitives.Multiply(similarities, (float)(slope * inverse / sum), similarities);
        TensorPrimitives.Multiply(weights, (float)(slope * inverse / total), weights);
        TensorPrimitives.Subtract(similarities, weights, similarities);
        return (float)(ScalarFunctions.Log(sum) - ((ofNeighbors - largest) * inverse));
    }
}
