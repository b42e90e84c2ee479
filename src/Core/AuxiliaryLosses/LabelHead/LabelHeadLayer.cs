using System.Numerics.Tensors;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>The linear layer that predicts labels, and its loss.</summary>
internal sealed class LabelHeadLayer : AuxiliaryLayer
{
    private readonly NetworkParameters _parameters;
    private readonly DenseLayer _head;
    private readonly LabelKind _labels;

    // The outputs, then their gradient, [batch, outputs].
    private readonly float[] _outputs;

    public LabelHeadLayer(NetworkParameters parameters, LabelHeadDefinition definition, LabelKind labels, int batchSize)
        : base(definition, batchSize)
    {
        _parameters = parameters;
        _head = parameters.Layout.Dense(LabelHeadDefinition.Head);
        _labels = labels;
        _outputs = new float[checked(batchSize * _head.Outputs)];
    }

    public override void BackwardParameters(
        ReadOnlySpan<float> codes, ReadOnlySpan<float> view, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace) =>
        _head.BackwardParameters(gradient, codes, _outputs, rows, workspace);

    protected override void Compute(
        TrainingBatch batch, CodesOfBatch codes, CodesOfBatch view, float slope, Span<float> losses, MatrixWorkspace workspace)
    {
        _head.Forward(_parameters.Values, codes.Values, _outputs, new RowBlock(0, batch.Count), workspace);
        for (int row = 0; row < batch.Count; row++)
        {
            Span<float> output = _outputs.AsSpan(row * _head.Outputs, _head.Outputs);
            float label = batch.Labels[row];
            if (float.IsNaN(label))
            {
                losses[row] = 0;
                output.Clear();
                continue;
            }

            losses[row] = _labels == LabelKind.Number ? SquaredError(output, label) : CrossEntropy(output, (int)label);
            TensorPrimitives.Multiply(output, slope * batch.WeightOf(row), output);
        }

        MatrixProducts.Multiply(
            _outputs, _head.Weight(_parameters.Values), codes.Gradient, batch.Count, _head.Inputs, _head.Outputs, workspace, accumulates: true);
    }

    /// <summary>½(ŷ − y)². The derivative ŷ − y replaces the output.</summary>
    private static float SquaredError(Span<float> output, float label)
    {
        output[0] -= label;
        return 0.5f * output[0] * output[0];
    }

    /// <summary>−log softmax(a) of the class. The derivative, softmax(a) minus 1 for the class, replaces the outputs a.</summary>
    private static float CrossEntropy(Span<float> outputs, int label)
    {
        float ofLabel = outputs[label];
        (float largest, double sum) = ScaledExponentials.Replace(outputs, scale: 1);
        TensorPrimitives.Divide(outputs, (float)sum, outputs);
        outputs[label] -= 1;
        return (float)(ScalarFunctions.Log(sum) - (ofLabel - largest));
    }
}
