using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>From the activations of latent units to a sparse code, as a <see cref="Sparsity"/> says.</summary>
internal static class SparseCode
{
    /// <param name="sparsity">What keeps the code sparse.</param>
    /// <param name="activations"><c>[rows, q]</c>.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="dimension">q.</param>
    /// <param name="codes">Receives the codes, of the same length. May be the same span.</param>
    /// <param name="scratch">Room for q values.</param>
    public static void Forward(
        Sparsity sparsity, ReadOnlySpan<float> activations, int rows, int dimension, Span<float> codes, Span<float> scratch)
    {
        if (sparsity is KlSparsity)
        {
            ElementWise.Sigmoid(activations, codes);
            return;
        }

        TensorPrimitives.Max(activations, 0f, codes);
        for (int row = 0; row < rows && sparsity is TopK; row++)
        {
            Span<float> code = codes.Slice(row * dimension, dimension);
            SelectLargest(code, [], ((TopK)sparsity).ActiveUnitsOf(dimension), code, scratch);
        }
    }

    /// <summary>Selects the largest of the activations that may be chosen; of equal ones those that come first.</summary>
    /// <param name="activations">Of one row, <c>[q]</c>.</param>
    /// <param name="candidates">Which may be chosen, <c>[q]</c>; empty for all.</param>
    /// <param name="count">How many.</param>
    /// <param name="selected">Receives the chosen ones, and 0 elsewhere; may be the same span as the activations.</param>
    /// <param name="scratch">Room for q values.</param>
    public static void SelectLargest(
        ReadOnlySpan<float> activations, ReadOnlySpan<bool> candidates, int count, Span<float> selected, Span<float> scratch)
    {
        int choices = 0;
        for (int i = 0; i < activations.Length; i++)
        {
            if (candidates.IsEmpty || candidates[i])
            {
                scratch[choices++] = activations[i];
            }
        }

        count = Math.Min(count, choices);
        Span<float> sorted = scratch[..choices];
        sorted.Sort();
        float least = count == 0 ? float.PositiveInfinity : sorted[^count];
        int equals = count - (choices - 1 - sorted.LastIndexOf(least));
        for (int i = 0; i < activations.Length; i++)
        {
            bool isKept = (candidates.IsEmpty || candidates[i])
                && (activations[i] > least || (activations[i] == least && equals-- > 0));
            selected[i] = isKept ? activations[i] : 0;
        }
    }
}
