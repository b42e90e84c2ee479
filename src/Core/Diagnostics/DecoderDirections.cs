using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>
/// The decoder directions of the latent units: for each unit, the weights from its code to the slots, in scaled units. In a model with hidden layers, they
/// are those of the skip connection.
/// </summary>
internal static class DecoderDirections
{
    /// <summary>The number of cosines to compute at a time, unless one unit has more.</summary>
    private const int Cosines = 1 << 21;

    /// <summary>
    /// Whether the reconstruction is b + Σⱼ zⱼdⱼ in scaled units, where dⱼ is the direction of unit j: there are no hidden layers, and all slots are
    /// continuous.
    /// </summary>
    public static bool AreWholeDecoder(AutoencoderModel model) =>
        model.Architecture.HiddenLayers.Count == 0 && HasOnlyContinuousSlots(model);

    /// <summary>Whether the output of the decoder needs no activation.</summary>
    public static bool HasOnlyContinuousSlots(AutoencoderModel model) =>
        model.Reconstruction.SlotsOf(model.InputDimension).All(range => range.Definition.IsContinuous);

    /// <summary>The directions, <c>[q, d]</c>.</summary>
    public static float[] Of(AutoencoderModel model)
    {
        ReadOnlySpan<float> weights = WeightsOf(model);
        float[] directions = new float[weights.Length];
        Transposition.Transpose(weights, directions, model.InputDimension, model.LatentDimension);
        return directions;
    }

    /// <summary>‖dⱼ‖² for each unit, <c>[q]</c>.</summary>
    public static double[] SquaredNorms(AutoencoderModel model)
    {
        double[] norms = new double[model.LatentDimension];
        Reductions.ColumnSumsOfSquares(WeightsOf(model), norms);
        return norms;
    }

    /// <summary>For each unit, the other unit whose direction has the largest cosine with its own.</summary>
    /// <param name="directions">The directions, <c>[q, d]</c>.</param>
    /// <param name="dimension">d.</param>
    /// <returns>
    /// The unit, the first of several, and the cosine, <c>[q]</c>; <see langword="null"/> if the direction is 0 or no other unit has one that is not.
    /// </returns>
    public static (int Unit, double Cosine)?[] Nearest(ReadOnlySpan<float> directions, int dimension)
    {
        int q = directions.Length / dimension;
        float[] normalized = Normalized(directions, dimension);
        bool[] isZero = [.. Enumerable.Range(0, q).Select(unit => normalized.AsSpan(unit * dimension, dimension).IndexOfAnyExcept(0f) < 0)];
        int blockUnits = Math.Clamp(Cosines / q, 1, q);
        float[] cosines = new float[checked(blockUnits * q)];
        var workspace = new MatrixWorkspace();
        var nearest = new (int, double)?[q];
        for (int start = 0; start < q; start += blockUnits)
        {
            int count = Math.Min(blockUnits, q - start);
            MatrixProducts.MultiplyTransposed(
                normalized.AsSpan(start * dimension), normalized, cosines, count, q, dimension, bias: [], workspace);
            for (int unit = start; unit < start + count; unit++)
            {
                Span<float> candidates = cosines.AsSpan((unit - start) * q, q);
                candidates[unit] = float.NegativeInfinity;
                int other = isZero[unit] ? -1 : IndexOfLargest(candidates, isZero);
                nearest[unit] = other < 0 ? null : (other, Cosine(normalized, dimension, unit, other));
            }
        }

        return nearest;
    }

    private static ReadOnlySpan<float> WeightsOf(AutoencoderModel model)
    {
        NetworkParameters parameters = model.Content.Parameters;
        return parameters.Layout.DirectDecoder.Weight(parameters.Values);
    }

    /// <summary>The directions as unit vectors; 0 remains 0.</summary>
    private static float[] Normalized(ReadOnlySpan<float> directions, int dimension)
    {
        float[] normalized = directions.ToArray();
        for (int start = 0; start < normalized.Length; start += dimension)
        {
            Span<float> direction = normalized.AsSpan(start, dimension);
            double norm = Math.Sqrt(Reductions.SumOfSquares(direction));
            for (int slot = 0; norm > 0 && slot < dimension; slot++)
            {
                direction[slot] = (float)(direction[slot] / norm);
            }
        }

        return normalized;
    }

    private static int IndexOfLargest(ReadOnlySpan<float> cosines, bool[] isZero)
    {
        int largest = TensorPrimitives.IndexOfMax(cosines);
        if (!isZero[largest])
        {
            return float.IsNegativeInfinity(cosines[largest]) ? -1 : largest;
        }

        // A cosine of 0 with a direction of 0 is none. All others are negative, or 0 too.
        largest = -1;
        for (int i = 0; i < cosines.Length; i++)
        {
            if (!isZero[i] && !float.IsNegativeInfinity(cosines[i]) && (largest < 0 || cosines[i] > cosines[largest]))
            {
                largest = i;
            }
        }

        return largest;
    }

    private static double Cosine(ReadOnlySpan<float> normalized, int dimension, int unit, int other) => Math.Clamp(
        Reductions.Dot(normalized.Slice(unit * dimension, dimension), normalized.Slice(other * dimension, dimension)), -1, 1);
}
