using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>How near the rows of a group are to each other by their labels, which decides what the code of a row is pulled toward.</summary>
/// <param name="kind">What the labels are.</param>
/// <param name="bandwidth">σ, the width of the kernel for numbers.</param>
/// <param name="maxRows">The maximum number of rows in a group.</param>
internal sealed class LabelNeighbors(LabelKind kind, float bandwidth, int maxRows)
{
    /// <summary>A row whose weights add up to less has no neighbors. Divided by their sum, tiny weights would pull it to rows far from it.</summary>
    public const double MinTotal = 1e-6;

    /// <summary>
    /// Exponents below this are raised to it: e⁻⁴⁰ = 4e-18 is as good as 0, and processors take much longer for results that are almost too small for a
    /// float.
    /// </summary>
    private const float MinExponent = -40;

    private readonly float[] _labels = new float[maxRows];

    // [count, count].
    private readonly float[] _weights = new float[checked(maxRows * maxRows)];

    /// <summary>Sets the label of a row of the group.</summary>
    public void Set(int row, float label) => _labels[row] = label;

    /// <summary>Computes kᵢⱼ for all pairs of rows, after <see cref="Set"/> for each.</summary>
    /// <param name="count">The number of rows in the group.</param>
    public void Compute(int count)
    {
        ReadOnlySpan<float> labels = _labels.AsSpan(0, count);
        for (int i = 0; i < count; i++)
        {
            Span<float> row = WeightsOf(i, count);
            if (kind == LabelKind.Number)
            {
                TensorPrimitives.Subtract(labels, labels[i], row);
            }
            else
            {
                SetSameClass(labels, labels[i], row);
            }
        }

        if (kind == LabelKind.Number)
        {
            ReplaceByKernel(_weights.AsSpan(0, count * count));
        }

        for (int i = 0; i < count; i++)
        {
            WeightsOf(i, count)[i] = 0;
        }
    }

    /// <summary>kᵢⱼ for all rows j of the group, <c>[count]</c>, after <see cref="Compute"/>; 0 for the row itself. The caller may overwrite them.</summary>
    /// <param name="row">The row i.</param>
    /// <param name="count">The number of rows in the group.</param>
    public Span<float> WeightsOf(int row, int count) => _weights.AsSpan(row * count, count);

    /// <summary>1 for the same class, 0 for another.</summary>
    private static void SetSameClass(ReadOnlySpan<float> labels, float label, Span<float> weights)
    {
        for (int j = 0; j < labels.Length; j++)
        {
            weights[j] = labels[j] == label ? 1 : 0;
        }
    }

    /// <summary>Replaces differences of labels by exp(−½((yᵢ − yⱼ)/σ)²). The square of a very small σ would be 0.</summary>
    private void ReplaceByKernel(Span<float> differences)
    {
        TensorPrimitives.Divide(differences, bandwidth, differences);
        TensorPrimitives.Multiply(differences, differences, differences);
        TensorPrimitives.Multiply(differences, -0.5f, differences);
        TensorPrimitives.Max(differences, MinExponent, differences);
        ElementWise.Exp(differences, differences);
    }
}
