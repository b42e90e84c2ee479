using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// The loss that revives dead units (Gao et al., 2024): α·‖e − D·a‖² for a row. The error e = x − x̂ is treated as a constant. a holds the largest
/// activations of the dead units, not rectified, so that a unit that is negative for all rows learns too. D is the dictionary.
/// </summary>
internal sealed class DeadUnitLoss
{
    private readonly SparseDecoder _decoder;
    private readonly float _weight;
    private readonly int _maxUnits;
    private readonly LargestPerRow _largest;
    private readonly int[] _dead;

    // a and its transpose; D·a − e and later its gradient, [batch, d].
    private readonly SparseMatrix _coefficients = new();
    private readonly SparseMatrix _transposed = new();
    private readonly float[] _residuals;

    /// <param name="decoder">D.</param>
    /// <param name="weight">α.</param>
    /// <param name="maxUnits">The number of units in a.</param>
    /// <param name="dimension">q.</param>
    /// <param name="batchSize">The maximum number of rows in a batch.</param>
    /// <param name="threads">The threads that share the work; <see langword="null"/> to use only the caller's.</param>
    public DeadUnitLoss(SparseDecoder decoder, float weight, int maxUnits, int dimension, int batchSize, ThreadTeam? threads)
    {
        _decoder = decoder;
        _weight = weight;
        _maxUnits = maxUnits;
        _largest = new LargestPerRow(threads);
        _dead = new int[dimension];
        _residuals = new float[checked(batchSize * decoder.OutputDimension)];
    }

    /// <summary>Whether the last batch had dead units. Otherwise there is neither a loss nor a gradient.</summary>
    public bool IsNeeded { get; private set; }

    /// <summary>The gradient of the activations, <c>[batch, q]</c>; valid after <see cref="Backward"/>.</summary>
    public SparseMatrix ActivationGradient => _coefficients;

    /// <summary>Adds the loss of each row.</summary>
    /// <param name="batch">The batch, with its dead units.</param>
    /// <param name="activations">The activations of all units, <c>[batch, q]</c>.</param>
    /// <param name="errors">x̂ − x, <c>[batch, d]</c>; 0 for missing values.</param>
    /// <param name="losses">The losses, without the weights of the rows, <c>[batch]</c>.</param>
    public void Forward(TrainingBatch batch, ReadOnlySpan<float> activations, ReadOnlySpan<float> errors, Span<double> losses)
    {
        ReadOnlySpan<int> dead = DeadUnits(batch.DeadUnits);
        IsNeeded = dead.Length > 0;
        if (!IsNeeded)
        {
            return;
        }

        int d = batch.InputDimension;
        _largest.Select(activations, batch.Count, batch.LatentDimension, _maxUnits, dead, _coefficients);
        Span<float> residuals = _residuals.AsSpan(0, batch.Count * d);
        errors[..residuals.Length].CopyTo(residuals);
        _decoder.Add(_coefficients, residuals);
        if (!batch.Observed.IsEmpty)
        {
            TensorPrimitives.Multiply(residuals, batch.Observed, residuals);
        }

        float slope = 2 * _weight * batch.WeightOf(LossTerm.Penalty);
        for (int row = 0; row < batch.Count; row++)
        {
            Span<float> residual = residuals.Slice(row * d, d);
            losses[row] += _weight * Reductions.SumOfSquares(residual);
            TensorPrimitives.Multiply(residual, slope * batch.WeightOf(row) / batch.Count, residual);
        }
    }

    /// <summary>Adds the gradient of this loss to that of the dictionary, and computes that of the activations.</summary>
    public void Backward(Span<float> gradient)
    {
        if (!IsNeeded)
        {
            return;
        }

        _coefficients.TransposeTo(_transposed);
        _decoder.BackwardParameters(_transposed, _residuals, gradient, accumulates: true);
        _decoder.BackwardInput(_coefficients, _residuals, _coefficients.Values);
    }

    private ReadOnlySpan<int> DeadUnits(ReadOnlySpan<bool> isDead)
    {
        int count = 0;
        for (int unit = 0; unit < isDead.Length; unit++)
        {
            if (isDead[unit])
            {
                _dead[count++] = unit;
            }
        }

        return _dead.AsSpan(0, count);
    }
}
