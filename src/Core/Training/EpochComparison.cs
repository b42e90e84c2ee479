using System.Numerics.Tensors;

namespace MLNet.Autoencoder.Training;

/// <summary>What the validation rows say about two epochs.</summary>
internal enum Verdict
{
    /// <summary>The loss is higher, by more than chance explains.</summary>
    Worse,

    /// <summary>The loss is higher, but chance explains it.</summary>
    AsGood,

    /// <summary>The loss is lower.</summary>
    Better,

    /// <summary>The loss is lower, by more than chance explains.</summary>
    ClearlyBetter,
}

/// <summary>Compares two epochs by the loss of each validation row in both.</summary>
/// <remarks>
/// The mean loss will not do: in a table with heavy tails, a few rows decide it, and it says little about all others. So differences are taken row by
/// row, the largest are limited (Winsorized) to the size that nine in ten do not exceed, and their mean is compared with its standard error.
/// </remarks>
/// <param name="rows">The number of validation rows.</param>
/// <param name="weights">The weight of each row; empty if all weights are 1.</param>
internal sealed class EpochComparison(int rows, float[] weights)
{
    private const double Kept = 0.9;

    // An epoch that is worse by no more than one standard error is as good: of two such epochs, the later one has seen the lower learning rate.
    private const double ErrorsAsGood = 1;

    // Of a few hundred epochs that learn nothing, none should beat the start.
    private const double ErrorsClearlyBetter = 2;

    private readonly float[] _differences = new float[rows];
    private readonly float[] _sizes = new float[rows];

    /// <param name="candidate">The loss of each row in one epoch.</param>
    /// <param name="reference">The loss of each row in another.</param>
    /// <returns>How good the candidate is, compared with the reference.</returns>
    public Verdict Compare(ReadOnlySpan<float> candidate, ReadOnlySpan<float> reference)
    {
        double excess = WeightNotFinite(candidate) - WeightNotFinite(reference);
        if (excess != 0)
        {
            // No finite loss makes up for an infinite one.
            return excess < 0 ? Verdict.ClearlyBetter : Verdict.Worse;
        }

        TensorPrimitives.Subtract(candidate, reference, _differences);
        float limit = LimitOfDifferences();
        double sum = 0, total = 0;
        for (int i = 0; i < _differences.Length; i++)
        {
            // Infinite losses on both sides differ by NaN.
            _differences[i] = float.IsNaN(_differences[i]) ? 0 : Math.Clamp(_differences[i], -limit, limit);
            sum += WeightOf(i) * _differences[i];
            total += WeightOf(i);
        }

        double mean = sum / total;
        double error = StandardErrorOf(mean, total);
        return mean < -ErrorsClearlyBetter * error ? Verdict.ClearlyBetter
            : mean < 0 ? Verdict.Better
            : mean <= ErrorsAsGood * error ? Verdict.AsGood
            : Verdict.Worse;
    }

    private double WeightOf(int row) => weights.Length == 0 ? 1 : weights[row];

    /// <summary>The total weight of the rows whose loss is NaN or infinite.</summary>
    private double WeightNotFinite(ReadOnlySpan<float> losses)
    {
        double sum = 0;
        for (int i = 0; i < losses.Length; i++)
        {
            sum += float.IsFinite(losses[i]) ? 0 : WeightOf(i);
        }

        return sum;
    }

    /// <summary>The size that nine in ten differences do not exceed; no limit if that is 0, so that the others decide.</summary>
    private float LimitOfDifferences()
    {
        TensorPrimitives.Abs(_differences, _sizes);
        Array.Sort(_sizes);
        float limit = _sizes[(int)(Kept * (_sizes.Length - 1))];
        return limit > 0 ? Math.Min(limit, float.MaxValue) : float.MaxValue;
    }

    /// <summary>The standard error of the weighted mean of the differences.</summary>
    private double StandardErrorOf(double mean, double total)
    {
        double sum = 0;
        for (int i = 0; i < _differences.Length; i++)
        {
            double deviation = WeightOf(i) * (_differences[i] - mean);
            sum += deviation * deviation;
        }

        return Math.Sqrt(sum) / total;
    }
}
