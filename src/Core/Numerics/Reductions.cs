using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Sums with a defined order of additions: term i goes to virtual lane i mod 16, each lane adds in index order in double precision,
/// and the lanes are then added pairwise, 8, 4, 2 and 1 apart. The processor's vector width does not affect the result.
/// </summary>
internal static class Reductions
{
    private const int Lanes = 16;

    private interface ITerm
    {
        static abstract Vector256<double> Of(Vector256<double> value, Vector256<double> other);
    }

    /// <summary>sums[j] = Σᵢ a[i,j] over the m rows in order, in single precision.</summary>
    public static void ColumnSums(ReadOnlySpan<float> a, Span<float> sums, int m, int n)
    {
        KernelGuard.Matrix(a.Length, m, n, nameof(a));
        KernelGuard.Matrix(sums.Length, 1, n, nameof(sums));
        sums = sums[..n];
        sums.Clear();
        for (int i = 0; i < m; i++)
        {
            // Element-wise addition rounds identically at every width.
            TensorPrimitives.Add(sums, a.Slice(i * n, n), sums);
        }
    }

    /// <summary>sums[j] = Σᵢ a[i,j]² over the rows in order, in double precision; there are as many columns as sums.</summary>
    public static void ColumnSumsOfSquares(ReadOnlySpan<float> a, Span<double> sums)
    {
        sums.Clear();
        for (; a.Length > 0; a = a[sums.Length..])
        {
            for (int j = 0; j < sums.Length; j++)
            {
                sums[j] += (double)a[j] * a[j];
            }
        }
    }

    /// <summary>Σᵢ xᵢ.</summary>
    public static double Sum(ReadOnlySpan<float> values) => Reduce<Value>(values, values);

    /// <summary>Σᵢ xᵢ in index order.</summary>
    public static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>Σᵢ xᵢ².</summary>
    public static double SumOfSquares(ReadOnlySpan<float> values) => Reduce<Square>(values, values);

    /// <summary>Σᵢ xᵢyᵢ, with products in double precision.</summary>
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        KernelGuard.SameLength(x.Length, y.Length, nameof(y));
        return Reduce<Product>(x, y);
    }

    /// <summary>Σᵢ (xᵢ − yᵢ)², with differences in double precision.</summary>
    public static double SquaredDistance(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        KernelGuard.SameLength(x.Length, y.Length, nameof(y));
        return Reduce<SquaredDifference>(x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Reduce<TTerm>(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TTerm : ITerm
    {
        Vector256<double> lanes0 = default, lanes4 = default, lanes8 = default, lanes12 = default;
        int whole = x.Length - (x.Length % Lanes);
        for (int i = 0; i < whole; i += Lanes)
        {
            Add<TTerm>(x.Slice(i, Lanes), y.Slice(i, Lanes), ref lanes0, ref lanes4, ref lanes8, ref lanes12);
        }

        if (whole < x.Length)
        {
            // Zeros do not change a lane.
            Span<float> xTail = stackalloc float[Lanes];
            Span<float> yTail = stackalloc float[Lanes];
            xTail.Clear();
            yTail.Clear();
            x[whole..].CopyTo(xTail);
            y[whole..].CopyTo(yTail);
            Add<TTerm>(xTail, yTail, ref lanes0, ref lanes4, ref lanes8, ref lanes12);
        }

        Vector256<double> four = (lanes0 + lanes8) + (lanes4 + lanes12);
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TTerm>(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> y,
        ref Vector256<double> lanes0,
        ref Vector256<double> lanes4,
        ref Vector256<double> lanes8,
        ref Vector256<double> lanes12)
        where TTerm : ITerm
    {
        lanes0 += TTerm.Of(Widen(x, 0), Widen(y, 0));
        lanes4 += TTerm.Of(Widen(x, 4), Widen(y, 4));
        lanes8 += TTerm.Of(Widen(x, 8), Widen(y, 8));
        lanes12 += TTerm.Of(Widen(x, 12), Widen(y, 12));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Widen(ReadOnlySpan<float> values, int start)
    {
        var four = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(values.Slice(start, 4)));
        (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(four);
        return Vector256.Create(lower, upper);
    }

    private readonly struct Value : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<double> Of(Vector256<double> value, Vector256<double> other) => value;
    }

    private readonly struct Square : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<double> Of(Vector256<double> value, Vector256<double> other) => value * value;
    }

    private readonly struct Product : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<double> Of(Vector256<double> value, Vector256<double> other) => value * other;
    }

    private readonly struct SquaredDifference : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<double> Of(Vector256<double> value, Vector256<double> other) => (value - other) * (value - other);
    }
}
