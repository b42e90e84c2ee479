using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLNet.Autoencoder.Numerics;

/// <summary>A condition on the values of a row, written once for all widths. No condition is true of NaN.</summary>
internal interface IRowCondition
{
    /// <summary>Bit i is set if the condition is true of value[i], which is in column <paramref name="column"/> + i.</summary>
    uint Mask<TLanes, TVector>(TVector value, int column)
        where TLanes : ILanes<TVector>
        where TVector : struct;
}

/// <summary>Counts or collects the values of a row for which a condition is true.</summary>
internal static unsafe class RowFilter
{
    // The masks of as many vectors fit in 64 bits.
    private const int GroupVectors = 4;

    /// <summary>The number of values for which the condition is true.</summary>
    public static int Count<TCondition>(float* row, int n, TCondition condition)
        where TCondition : struct, IRowCondition =>
        Run(row, n, condition, null, null);

    /// <summary>Collects the values for which the condition is true, and returns how many there are.</summary>
    /// <param name="row">The row [n].</param>
    /// <param name="n">The number of columns.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="indices">Receives the columns, in order.</param>
    /// <param name="values">Receives the values.</param>
    public static int Collect<TCondition>(float* row, int n, TCondition condition, int* indices, float* values)
        where TCondition : struct, IRowCondition =>
        Run(row, n, condition, indices, values);

    private static int Run<TCondition>(float* row, int n, TCondition condition, int* indices, float* values)
        where TCondition : struct, IRowCondition
    {
        int column = 0, count = 0;
        if (Lanes512.IsSupported)
        {
            Pass<TCondition, Lanes512, Vector512<float>>(row, n, condition, indices, values, ref column, ref count);
        }
        else if (Lanes256.IsSupported)
        {
            Pass<TCondition, Lanes256, Vector256<float>>(row, n, condition, indices, values, ref column, ref count);
        }
        else if (Lanes128.IsSupported)
        {
            Pass<TCondition, Lanes128, Vector128<float>>(row, n, condition, indices, values, ref column, ref count);
        }

        Pass<TCondition, Lanes1, float>(row, n, condition, indices, values, ref column, ref count);
        return count;
    }

    private static void Pass<TCondition, TLanes, TVector>(
        float* row, int n, TCondition condition, int* indices, float* values, ref int column, ref int count)
        where TCondition : struct, IRowCondition
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        if (indices is null)
        {
            CountVectors<TCondition, TLanes, TVector>(row, n, condition, ref column, ref count);
        }
        else
        {
            CollectVectors<TCondition, TLanes, TVector>(row, n, condition, indices, values, ref column, ref count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CountVectors<TCondition, TLanes, TVector>(float* row, int n, TCondition condition, ref int column, ref int count)
        where TCondition : struct, IRowCondition
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int j = column, found = count;
        for (; j <= n - (GroupVectors * TLanes.Count); j += GroupVectors * TLanes.Count)
        {
            found += BitOperations.PopCount(GroupMask<TCondition, TLanes, TVector>(row, condition, j));
        }

        for (; j <= n - TLanes.Count; j += TLanes.Count)
        {
            found += BitOperations.PopCount(condition.Mask<TLanes, TVector>(TLanes.Load(row + j), j));
        }

        (column, count) = (j, found);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CollectVectors<TCondition, TLanes, TVector>(
        float* row, int n, TCondition condition, int* indices, float* values, ref int column, ref int count)
        where TCondition : struct, IRowCondition
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int j = column, found = count;
        for (; j <= n - (GroupVectors * TLanes.Count); j += GroupVectors * TLanes.Count)
        {
            found = Add(GroupMask<TCondition, TLanes, TVector>(row, condition, j), row, j, indices, values, found);
        }

        for (; j <= n - TLanes.Count; j += TLanes.Count)
        {
            found = Add(condition.Mask<TLanes, TVector>(TLanes.Load(row + j), j), row, j, indices, values, found);
        }

        (column, count) = (j, found);
    }

    /// <summary>The masks of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong GroupMask<TCondition, TLanes, TVector>(float* row, TCondition condition, int j)
        where TCondition : struct, IRowCondition
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        ulong mask0 = condition.Mask<TLanes, TVector>(TLanes.Load(row + j), j);
        ulong mask1 = condition.Mask<TLanes, TVector>(TLanes.Load(row + j + TLanes.Count), j + TLanes.Count);
        ulong mask2 = condition.Mask<TLanes, TVector>(TLanes.Load(row + j + (2 * TLanes.Count)), j + (2 * TLanes.Count));
        ulong mask3 = condition.Mask<TLanes, TVector>(TLanes.Load(row + j + (3 * TLanes.Count)), j + (3 * TLanes.Count));
        return mask0 | (mask1 << TLanes.Count) | (mask2 << (2 * TLanes.Count)) | (mask3 << (3 * TLanes.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Add(ulong mask, float* row, int start, int* indices, float* values, int count)
    {
        for (; mask != 0; mask &= mask - 1)
        {
            int j = start + BitOperations.TrailingZeroCount(mask);
            indices[count] = j;
            values[count] = row[j];
            count++;
        }

        return count;
    }
}

/// <summary>v ≥ bound.</summary>
internal readonly struct AtLeast(float bound) : IRowCondition
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Mask<TLanes, TVector>(TVector value, int column)
        where TLanes : ILanes<TVector>
        where TVector : struct =>
        TLanes.GreaterOrEqualMask(value, TLanes.Broadcast(bound));
}

/// <summary>v &gt; threshold.</summary>
internal readonly struct GreaterThan(float threshold) : IRowCondition
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Mask<TLanes, TVector>(TVector value, int column)
        where TLanes : ILanes<TVector>
        where TVector : struct =>
        TLanes.GreaterMask(value, TLanes.Broadcast(threshold));
}

/// <summary>v &gt; the threshold of its column.</summary>
/// <param name="thresholds">The thresholds [n].</param>
internal readonly unsafe struct GreaterThanColumn(float* thresholds) : IRowCondition
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Mask<TLanes, TVector>(TVector value, int column)
        where TLanes : ILanes<TVector>
        where TVector : struct =>
        TLanes.GreaterMask(value, TLanes.Load(thresholds + column));
}
