using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>By how much codes and reconstructions are too small, as a penalty on the size of codes makes them.</summary>
internal static class Shrinkage
{
    private const int BlockRows = 256;
    private const int BlockValues = 1 << 22;

    /// <summary>
    /// For each unit, the factor on its contribution zⱼdⱼ with which the squared error over the rows for which it fires is least, the other units
    /// unchanged: γⱼ = argmin_g Σ‖rⱼ − g zⱼdⱼ‖² = Σzⱼ(rⱼ·dⱼ) / (‖dⱼ‖² Σzⱼ²), where rⱼ = x − x̂ + zⱼdⱼ is what the other units leave.
    /// </summary>
    /// <param name="codes">The codes, <c>[n, q]</c>.</param>
    /// <param name="errors">x − x̂ in scaled units, <c>[n, d]</c>.</param>
    /// <param name="directions">The decoder directions, <c>[q, d]</c>, which are the whole decoder.</param>
    /// <param name="squaredNorms">‖dⱼ‖², <c>[q]</c>.</param>
    /// <returns><c>[q]</c>; <see langword="null"/> for a unit that fires for no row, or whose direction is 0.</returns>
    public static double?[] OfUnits(ReadOnlySpan<float> codes, ReadOnlySpan<float> errors, ReadOnlySpan<float> directions, double[] squaredNorms)
    {
        int q = squaredNorms.Length, d = directions.Length / q, n = codes.Length / q;
        double[] products = new double[q], squares = new double[q];
        int blockRows = Math.Clamp(BlockValues / q, 1, BlockRows);
        float[] projections = new float[checked(blockRows * q)];
        var workspace = new MatrixWorkspace();
        for (int start = 0; start < n; start += blockRows)
        {
            int count = Math.Min(blockRows, n - start);
            MatrixProducts.MultiplyTransposed(errors[(start * d)..], directions, projections, count, q, d, bias: [], workspace);
            for (int row = 0; row < count; row++)
            {
                Add(codes.Slice((start + row) * q, q), projections.AsSpan(row * q, q), products, squares);
            }
        }

        // rⱼ·dⱼ = (x − x̂)·dⱼ + zⱼ‖dⱼ‖².
        return [.. Enumerable.Range(0, q).Select(unit => squares[unit] * squaredNorms[unit] is > 0 and var scale ? 1 + (products[unit] / scale) : (double?)null)];
    }

    /// <summary>
    /// The relative reconstruction bias γ = argmin_g E‖x̂ / g − x‖² = E‖x̂‖² / E(x̂·x) (Rajamanoharan et al., Improving Dictionary Learning with Gated Sparse
    /// Autoencoders, 2024).
    /// </summary>
    /// <returns><see langword="null"/> if no positive factor on the reconstructions is best.</returns>
    public static double? OfReconstructions(ReadOnlySpan<float> rows, ReadOnlySpan<float> reconstructions)
    {
        double product = Reductions.Dot(reconstructions, rows), square = Reductions.SumOfSquares(reconstructions);
        return product > 0 && square > 0 ? square / product : null;
    }

    private static void Add(ReadOnlySpan<float> codes, ReadOnlySpan<float> projections, double[] products, double[] squares)
    {
        for (int unit = 0; unit < codes.Length; unit++)
        {
            double code = codes[unit];
            if (code != 0)
            {
                products[unit] += code * projections[unit];
                squares[unit] += code * code;
            }
        }
    }
}
