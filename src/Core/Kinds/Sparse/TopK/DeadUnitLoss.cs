using System.Numerics.Tensors;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// The loss that revives dead units of a <see cref="TopK"/> code (Gao et al., 2024): α·‖e − W·a‖² for a row. The error e = x − x̂ is treated as a
/// constant. a holds the largest activations of the dead units, not rectified, so that a unit that is negative for all rows learns too. W is the
/// weight matrix that leads directly from code to output.
/// </summary>
internal sealed class DeadUnitLoss
{
    private readonly NetworkParameters _parameters;
    private readonly TopK _sparsity;
    private readonly DenseLayer _decoder; // W, without the bias.
    private readonly int _maxUnits;

    // [batch, q], [batch, d], [batch, q] and [q].
    private readonly float[] _activations;
    private readonly float[] _residuals;
    private readonly float[] _activationGradient;
    private readonly float[] _scratch;
    private bool _isNeeded;

    public DeadUnitLoss(NetworkParameters parameters, TopK sparsity, int batchSize)
    {
        int d = parameters.Architecture.InputDimension;
        int q = parameters.Architecture.LatentDimension;
        _parameters = parameters;
        _sparsity = sparsity;
        _decoder = (parameters.Layout.DecoderSkip ?? parameters.Layout.DecoderOutput) with { BiasOffset = -1 };
        _maxUnits = sparsity.RevivedUnits(q, d);
        _activations = new float[checked(batchSize * q)];
        _residuals = new float[checked(batchSize * d)];
        _activationGradient = new float[_activations.Length];
        _scratch = new float[q];
    }

    /// <summary>Computes the loss of the batch, as a weighted sum over the rows.</summary>
    /// <param name="batch">The batch, with its dead units.</param>
    /// <param name="activations">The activations of all units, <c>[batch, q]</c>.</param>
    /// <param name="errors">x̂ − x, <c>[batch, d]</c>; 0 for missing values.</param>
    /// <param name="workspace">Buffers for matrix products.</param>
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
        _decoder.Forward(_parameters.Values, _activations.AsSpan(0, activations.Length), residuals, new RowBlock(0, batch.Count), workspace);
        if (!batch.Observed.IsEmpty)
        {
            TensorPrimitives.Multiply(residuals, batch.Observed, residuals);
        }

        float slope = 2 * _sparsity.AuxiliaryWeight * batch.WeightOf(LossTerm.Penalty);
        double loss = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            float weight = batch.WeightOf(row);
            Span<float> residual = residuals.Slice(row * d, d);
            loss += weight * Reductions.SumOfSquares(residual);
            TensorPrimitives.Multiply(residual, slope * weight / batch.Count, residual);
        }

        return _sparsity.AuxiliaryWeight * loss;
    }

    /// <summary>Adds the gradient of this loss to that of the activations, <c>[batch, q]</c>.</summary>
    public void AddActivationGradient(Span<float> activationGradient, RowBlock rows, MatrixWorkspace workspace)
    {
        if (!_isNeeded)
        {
            return;
        }

        int q = _decoder.Inputs;
        ReadOnlySpan<float> activations = rows.Of(_activations, q);
        Span<float> target = rows.Of(activationGradient, q), deadUnitGradient = rows.Of(_activationGradient, q);
        deadUnitGradient.Clear();
        _decoder.BackwardInput(_parameters.Values, _residuals, new GradientTarget(_activationGradient), rows, workspace);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] += activations[i] == 0 ? 0 : deadUnitGradient[i];
        }
    }

    /// <summary>Adds the gradient of this loss to that of W.</summary>
    public void AddParameterGradient(Span<float> gradient, RowBlock rows, MatrixWorkspace workspace)
    {
        if (_isNeeded)
        {
            (int d, int q) = (_decoder.Outputs, _decoder.Inputs);
            MatrixProducts.TransposedMultiply(
                rows.Of(_residuals, d), rows.Of(_activations, q), _decoder.Weight(gradient), d, q, rows.Count, workspace, accumulates: true);
        }
    }

    /// <summary>Keeps the largest activations of dead units in each row, and sets the others to 0.</summary>
    private void SelectActivations(TrainingBatch batch, ReadOnlySpan<float> activations)
    {
        int q = batch.LatentDimension;
        for (int row = 0; row < batch.Count; row++)
        {
            Span<float> selected = _activations.AsSpan(row * q, q);
            LargestActivations.Select(activations.Slice(row * q, q), batch.DeadUnits, _maxUnits, selected, _scratch);
        }
    }
}
