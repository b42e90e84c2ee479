using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// The loss that revives dead units (Gao et al., 2024): α·(v/u)·‖e − D·a‖² for a row. The error e = x − x̂ is treated as a constant. a holds the largest
/// activations of the dead units, not rectified, so that a unit that is negative for all rows learns too. D is the dictionary. v is the variance of the rows of
/// the batch, summed over slots, and u the mean of ‖e‖², so that units are revived as strongly when little is left to explain.
/// </summary>
internal sealed class DeadUnitLoss
{
    /// <summary>The largest v/u: a batch that is explained to this extent needs no more units.</summary>
    public const double MaxScale = 1_000;

    private readonly SparseDecoder _decoder;
    private readonly float _weight;
    private readonly int _maxUnits;
    private readonly LargestPerRow _largest;
    private readonly int[] _dead;

    // a and its transpose; D·a − e and later its gradient, [batch, d].
    private readonly SparseMatrix _coefficients = new();
    private readonly SparseMatrix _transposed = new();
    private readonly float[] _residuals;
    private readonly double[] _mean;

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
        _mean = new double[decoder.OutputDimension];
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

        // In a group of one-hot slots, one that is missing can have an error.
        batch.ClearMissing(residuals);
        float weight = _weight * (float)Scale(batch, residuals);
        _decoder.Add(_coefficients, residuals);
        batch.ClearMissing(residuals);
        float slope = 2 * weight * batch.WeightOf(LossTerm.Penalty);
        for (int row = 0; row < batch.Count; row++)
        {
            Span<float> residual = residuals.Slice(row * d, d);
            losses[row] += weight * Reductions.SumOfSquares(residual);
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

    /// <summary>v/u, or 1 if all rows are the same.</summary>
    private double Scale(TrainingBatch batch, ReadOnlySpan<float> errors)
    {
        int d = batch.InputDimension;
        double variance = 0, unexplained = 0, weights = batch.TotalWeight;
        Array.Clear(_mean);
        for (int row = 0; row < batch.Count; row++)
        {
            ReadOnlySpan<float> values = batch.Rows.Slice(row * d, d);
            double share = batch.WeightOf(row) / weights;
            for (int slot = 0; slot < d; slot++)
            {
                _mean[slot] += share * values[slot];
            }

            variance += share * Reductions.SumOfSquares(values);
            unexplained += share * Reductions.SumOfSquares(errors.Slice(row * d, d));
        }

        foreach (double mean in _mean)
        {
            variance -= mean * mean;
        }

        return variance > 0 ? Math.Min(MaxScale, variance / unexplained) : 1;
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
