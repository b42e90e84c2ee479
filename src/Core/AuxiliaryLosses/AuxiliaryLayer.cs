using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>An auxiliary loss in a training step. It sees the codes of a whole batch at once, between the forward and the backward pass.</summary>
/// <param name="definition">The loss.</param>
/// <param name="batchSize">The maximum number of rows in a batch.</param>
internal abstract class AuxiliaryLayer(AuxiliaryDefinition definition, int batchSize)
{
    private readonly float[] _rowLosses = new float[batchSize];

    /// <summary>Computes the loss of a batch, writes it to the batch, and adds its gradient to that of the codes.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="codes">Its codes.</param>
    /// <param name="view">The codes of its second view; empty if no loss needs one.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    public void Forward(TrainingBatch batch, CodesOfBatch codes, CodesOfBatch view, MatrixWorkspace workspace)
    {
        // ∂/∂ℓ of the batch's mean loss, for a row of weight 1.
        double factor = definition.ReadsLabels ? batch.LabelFactor : 1;
        float slope = (float)(2 * batch.NoiseVariance * batch.WeightOf(definition.Term) * factor / batch.Count);
        Span<float> losses = _rowLosses.AsSpan(0, batch.Count);
        Compute(batch, codes, view, slope, losses, workspace);
        TensorPrimitives.Multiply(losses, (float)factor, losses);
        double sum = 0;
        for (int row = 0; row < losses.Length; row++)
        {
            sum += (double)batch.WeightOf(row) * losses[row];
        }

        batch.Loss.Set(definition.Term, sum);
    }

    /// <summary>Adds the loss of each row to <see cref="TrainingBatch.RowNats"/>, after <see cref="Forward"/>.</summary>
    public void AddRowNats(TrainingBatch batch)
    {
        float weight = batch.WeightOf(definition.Term);
        for (int row = 0; row < batch.Count; row++)
        {
            batch.RowNats[row] += weight * _rowLosses[row];
        }
    }

    /// <summary>Computes the gradient of the loss's own parameters, as a sum over the batch, after <see cref="Forward"/>.</summary>
    /// <param name="codes">The codes of the batch, <c>[batch, q]</c>.</param>
    /// <param name="view">The codes of its second view, <c>[batch, q]</c>.</param>
    /// <param name="gradient">Receives the gradient, in the layout of the parameters.</param>
    /// <param name="rows">All rows of the batch.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    public abstract void BackwardParameters(
        ReadOnlySpan<float> codes, ReadOnlySpan<float> view, Span<float> gradient, RowBlock rows, MatrixWorkspace workspace);

    /// <summary>Computes the loss of each row and the gradient of the codes.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="codes">Its codes, to whose gradient that of the loss is added.</param>
    /// <param name="view">The codes of its second view, likewise.</param>
    /// <param name="slope">The derivative of the batch's mean loss with respect to the loss of a row with weight 1.</param>
    /// <param name="losses">Receives the loss of each row, without its weight; 0 for a row that takes no part.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
    protected abstract void Compute(
        TrainingBatch batch, CodesOfBatch codes, CodesOfBatch view, float slope, Span<float> losses, MatrixWorkspace workspace);
}
