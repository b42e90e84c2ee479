using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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
        static abstract Vector512<double> AddTo(Vector512<double> sum, Vector512<double> value, Vector512<double> other);
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
    public static double SumOfSquares(ReadOnlySpan<float> values) => Reduce<Product>(values, values);

    /// <summary>Σᵢ xᵢyᵢ, with products in double precision.</summary>
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        KernelGuard.SameLength(x.Length, y.Length, nameof(y));
        return Reduce<Product>(x, y);
    }

    /// <summary>Both sums of squares and the dot product, in one pass over memory; the same bits as those of one sum at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double XX, double XY, double YY) Products(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        KernelGuard.SameLength(x.Length, y.Length, nameof(y));
        if (!Vector256.IsHardwareAccelerated)
        {
            // The lanes of three sums are more than there are registers.
            return (SumOfSquares(x), Dot(x, y), SumOfSquares(y));
        }

        int whole = x.Length - (x.Length % Lanes);
        Span<float> xTail = stackalloc float[Lanes], yTail = stackalloc float[Lanes];
        CopyTail(x[whole..], xTail);
        CopyTail(y[whole..], yTail);
        Vector512<double> xx0 = default, xx8 = default, xy0 = default, xy8 = default, yy0 = default, yy8 = default;
        for (int i = 0; i < whole; i += Lanes)
        {
            ReadOnlySpan<float> xTerms = x.Slice(i, Lanes), yTerms = y.Slice(i, Lanes);
            Add<Product>(xTerms, xTerms, ref xx0, ref xx8);
            Add<Product>(xTerms, yTerms, ref xy0, ref xy8);
            Add<Product>(yTerms, yTerms, ref yy0, ref yy8);
        }

        Add<Product>(xTail, xTail, ref xx0, ref xx8);
        Add<Product>(xTail, yTail, ref xy0, ref xy8);
        Add<Product>(yTail, yTail, ref yy0, ref yy8);
        return (SumOfLanes(xx0, xx8), SumOfLanes(xy0, xy8), SumOfLanes(yy0, yy8));
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
        // Copied before the loop: the sums would leave their registers for any call after it.
        int whole = x.Length - (x.Length % Lanes);
        Span<float> xTail = stackalloc float[Lanes], yTail = stackalloc float[Lanes];
        CopyTail(x[whole..], xTail);
        CopyTail(y[whole..], yTail);
        Vector512<double> lanes0 = default, lanes8 = default;
        for (int i = 0; i < whole; i += Lanes)
        {
            Add<TTerm>(x.Slice(i, Lanes), y.Slice(i, Lanes), ref lanes0, ref lanes8);
        }

        Add<TTerm>(xTail, yTail, ref lanes0, ref lanes8);
        return SumOfLanes(lanes0, lanes8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TTerm>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ref Vector512<double> lanes0, ref Vector512<double> lanes8)
        where TTerm : ITerm
    {
        lanes0 = TTerm.AddTo(lanes0, Widen(x, 0), Widen(y, 0));
        lanes8 = TTerm.AddTo(lanes8, Widen(x, Lanes / 2), Widen(y, Lanes / 2));
    }

    /// <summary>Copies the last terms, fewer than there are lanes. They are followed by zeros, which do not change a lane.</summary>
    private static void CopyTail(ReadOnlySpan<float> tail, Span<float> padded)
    {
        padded.Clear();
        tail.CopyTo(padded);
    }

    private static double SumOfLanes(Vector512<double> lanes0, Vector512<double> lanes8)
    {
        Vector512<double> eight = lanes0 + lanes8;
        Vector256<double> four = eight.GetLower() + eight.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widen(ReadOnlySpan<float> values, int start)
    {
        var eight = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values.Slice(start, Lanes / 2)));
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512Double(eight);
        }

        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(eight);
        return Vector512.Create(lower, upper);
    }

    /// <summary>
    /// A product plus a sum. The product of two floats is exact in double precision, so that it does not matter whether it is rounded before the
    /// addition: the instructions that do both give the same bits as two.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> AddProduct(Vector512<double> sum, Vector512<double> value, Vector512<double> other) =>
        Avx512F.IsSupported ? Avx512F.FusedMultiplyAdd(value, other, sum) : sum + (value * other);

    private readonly struct Value : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> AddTo(Vector512<double> sum, Vector512<double> value, Vector512<double> other) => sum + value;
    }

    private readonly struct Product : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> AddTo(Vector512<double> sum, Vector512<double> value, Vector512<double> other) => AddProduct(sum, value, other);
    }

    private readonly struct SquaredDifference : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> AddTo(Vector512<double> sum, Vector512<double> value, Vector512<double> other) =>
            sum + ((value - other) * (value - other));
    }
}
