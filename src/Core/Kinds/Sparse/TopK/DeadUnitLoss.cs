using System.Numerics.Tensors;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// The loss that brings dead units of a <see cref="TopK"/> code back (Gao et al., 2024): α·‖e − W·a‖² for a row, with the error e = x − x̂ taken
/// for a constant, a the largest activations of the dead units, without a rectifier, so that one that is negative everywhere learns too, and W
/// the weights that lead straight from code to output.
/// </summary>
internal sealed class DeadUnitLoss
{
    private readonly NetworkParameters _parameters;
    private readonly TopK _sparsity;
    private readonly DenseLayer _decoder; // As a path: W alone.
    private readonly int _mostUnits;

    // [batch, q], [batch, d], [d, q], [batch, q] and [q].
    private readonly float[] _activations;
    private readonly float[] _residuals;
    private readonly float[] _weightGradient;
    private readonly float[] _activationGradient;
    private readonly float[] _scratch;
    private bool _isNeeded;

    public DeadUnitLoss(NetworkParameters parameters, TopK sparsity, int batchSize)
    {
        int d = parameters.Architecture.InputDimension;
        int q = parameters.Architecture.LatentDimension;
        _parameters = parameters;
        _sparsity = sparsity;
        _decoder = (parameters.Layout.DecoderLinear ?? parameters.Layout.DecoderOutput) with { BiasOffset = -1 };
        _mostUnits = Math.Max(sparsity.ActiveUnitsOf(q), d / 2);
        _activations = new float[checked(batchSize * q)];
        _residuals = new float[checked(batchSize * d)];
        _weightGradient = new float[checked(d * q)];
        _activationGradient = new float[_activations.Length];
        _scratch = new float[q];
    }

    /// <summary>The loss of the batch, summed over the rows by weight.</summary>
    /// <param name="batch">The batch, with the units that are dead.</param>
    /// <param name="activations">The activations of all units, <c>[batch, q]</c>.</param>
    /// <param name="errors">x̂ − x, <c>[batch, d]</c>; 0 where nothing was observed.</param>
    /// <param name="workspace">Buffers of the products.</param>
    public double Forward(TrainingBatch batch, ReadOnlySpan<float> activations, ReadOnlySpan<float> errors, MatrixWorkspace workspace)
    {
        _isNeeded = batch.DeadUnits.Contains(true);
        if (!_isNeeded)
        {
            return 0;
        }

        int d = batch.InputDimension;
        SelectActivations(batch, activations);
        Span<float> residuals = _residuals.AsSpan(0, batch.Count * d);
        errors[..residuals.Length].CopyTo(residuals);
        _decoder.Forward(_parameters.Values, _activations.AsSpan(0, activations.Length), residuals, batch.Count, workspace);
        if (!batch.Observed.IsEmpty)
        {
            TensorPrimitives.Multiply(residuals, batch.Observed, residuals);
        }

        double loss = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            float weight = batch.WeightOf(row);
            Span<float> residual = residuals.Slice(row * d, d);
            loss += weight * Reductions.SumOfSquares(residual);
            TensorPrimitives.Multiply(residual, 2 * _sparsity.AuxiliaryWeight * weight / batch.Count, residual);
        }

        return _sparsity.AuxiliaryWeight * loss;
    }

    /// <summary>Adds this loss's part to the gradients of the activations and of the decoder's linear weights.</summary>
    public void AddGradient(TrainingBatch batch, Span<float> activationGradient, Span<float> gradient, MatrixWorkspace workspace)
    {
        if (!_isNeeded)
        {
            return;
        }

        ReadOnlySpan<float> residuals = _residuals.AsSpan(0, batch.Count * batch.InputDimension);
        ReadOnlySpan<float> activations = _activations.AsSpan(0, activationGradient.Length);
        MatrixProducts.TransposedMultiply(
            residuals, activations, _weightGradient, batch.InputDimension, batch.LatentDimension, batch.Count, workspace);
        Span<float> weightGradient = gradient.Slice(_decoder.WeightOffset, _weightGradient.Length);
        TensorPrimitives.Add(weightGradient, _weightGradient, weightGradient);

        Span<float> ofActivations = _activationGradient.AsSpan(0, activationGradient.Length);
        ofActivations.Clear();
        _decoder.BackwardInput(_parameters.Values, residuals, new GradientTarget(ofActivations), batch.Count, workspace);
        for (int i = 0; i < ofActivations.Length; i++)
        {
            activationGradient[i] += activations[i] == 0 ? 0 : ofActivations[i];
        }
    }

    /// <summary>The largest activations of dead units of each row, and 0 elsewhere.</summary>
    private void SelectActivations(TrainingBatch batch, ReadOnlySpan<float> activations)
    {
        int q = batch.LatentDimension;
        for (int row = 0; row < batch.Count; row++)
        {
            Span<float> selected = _activations.AsSpan(row * q, q);
            SparseCode.SelectLargest(activations.Slice(row * q, q), batch.DeadUnits, _mostUnits, selected, _scratch);
        }
    }
}
