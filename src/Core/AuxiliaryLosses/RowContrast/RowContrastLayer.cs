using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>The contrast of the rows of a batch with their second views, in groups of consecutive rows.</summary>
internal sealed class RowContrastLayer : AuxiliaryLayer
{
    /// <summary>The maximum number of rows in a group; the work grows with their square.</summary>
    public const int MaxGroup = 128;

    private readonly ProjectionHead _head;
    private readonly ProjectionHead _viewHead;
    private readonly float _temperature;
    private readonly int _width;
    private readonly Directions _directions;
    private readonly Directions _viewDirections;
    private readonly float[] _similarities;

    public RowContrastLayer(NetworkParameters parameters, RowContrastDefinition definition, float temperature, int batchSize)
        : base(definition, batchSize)
    {
        _head = new ProjectionHead(parameters, batchSize);
        _viewHead = new ProjectionHead(parameters, batchSize);
        _temperature = temperature;
        _width = _head.Width;
        int group = Math.Min(MaxGroup, batchSize);
        _directions = new Directions(group, _width);
        _viewDirections = new Directions(group, _width);
        _similarities = new float[checked(group * group)];
    }

    public override void BackwardParameters(
        ReadOnlySpan<float> codes, ReadOnlySpan<float> view, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace)
    {
        _head.BackwardParameters(codes, gradient, rows, workspace, accumulates: false);
        _viewHead.BackwardParameters(view, gradient, rows, workspace, accumulates: true);
    }

    protected override void Compute(
        TrainingBatch batch, CodesOfBatch codes, CodesOfBatch view, float slope, Span<float> losses, MatrixWorkspace workspace)
    {
        _head.Forward(codes.Values, batch.Count, workspace);
        _viewHead.Forward(view.Values, batch.Count, workspace);
        for (int start = 0; start < batch.Count; start += MaxGroup)
        {
            ComputeGroup(batch, new RowBlock(start, Math.Min(MaxGroup, batch.Count - start)), slope, losses, workspace);
        }

        _head.BackwardInput(codes.Gradient, batch.Count, workspace);
        _viewHead.BackwardInput(view.Gradient, batch.Count, workspace);
    }

    private void ComputeGroup(TrainingBatch batch, RowBlock rows, float slope, Span<float> losses, MatrixWorkspace workspace)
    {
        int count = rows.Count;
        for (int i = 0; i < count; i++)
        {
            _directions.Set(i, _head.Output(rows.Start + i));
            _viewDirections.Set(i, _viewHead.Output(rows.Start + i));
        }

        MatrixProducts.MultiplyTransposed(_directions.Values, _viewDirections.Values, _similarities, count, count, _width, bias: [], workspace);
        for (int i = 0; i < count; i++)
        {
            losses[rows.Start + i] = LossOf(i, count, slope * batch.WeightOf(rows.Start + i));
        }

        MatrixProducts.Multiply(_similarities, _viewDirections.Values, _directions.Gradient, count, _width, count, workspace);
        MatrixProducts.TransposedMultiply(_similarities, _directions.Values, _viewDirections.Gradient, count, _width, count, workspace);
        for (int i = 0; i < count; i++)
        {
            SetGradient(_head.OutputGradient(rows.Start + i), _directions, i);
            SetGradient(_viewHead.OutputGradient(rows.Start + i), _viewDirections, i);
        }
    }

    /// <summary>−log softmax(s/τ) of the row's own view. The derivative with respect to each similarity, times the slope, replaces them.</summary>
    private float LossOf(int i, int count, float slope)
    {
        Span<float> similarities = _similarities.AsSpan(i * count, count);
        float inverse = 1 / _temperature, ofOwn = similarities[i];
        (float largest, double sum) = ScaledExponentials.Replace(similarities, inverse);
        TensorPrimitives.Multiply(similarities, (float)(slope * inverse / sum), similarities);
        similarities[i] -= slope * inverse;
        return (float)(ScalarFunctions.Log(sum) - ((ofOwn - largest) * inverse));
    }

    private static void SetGradient(Span<float> target, Directions directions, int row)
    {
        target.Clear();
        directions.AddGradientOf(row, target);
    }
}
