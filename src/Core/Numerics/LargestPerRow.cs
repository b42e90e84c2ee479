using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Selects the k largest values of each row of a dense matrix. Of equal values, those with the lowest indices are selected. NaN is never selected.
/// </summary>
/// <param name="threads">The threads; <see langword="null"/> to use only the caller's.</param>
/// <remarks>
/// The columns are divided into a few times k groups. The k-th largest of the groups' maxima is a bound: at least k values reach it, and usually not many
/// more. Only these are collected and ranked.
/// </remarks>
internal sealed unsafe class LargestPerRow(ThreadTeam? threads) : ITeamWork
{
    // A few microseconds of work.
    private const int BlockLength = 1 << 15;

    // Four vectors of the widest lanes.
    private const int MinGroups = 64;

    // Groups of fewer columns than this cost more than their bound saves.
    private const int MinGroupLength = 8;

    private readonly PackingBuffer[] _buffers = [.. Enumerable.Range(0, threads?.Size ?? 1).Select(_ => new PackingBuffer())];
    private SparseMatrix? _result;
    private float* _values;
    private int* _candidates;
    private int _width;
    private int _k;
    private float _floor;
    private int _blockRows;

    /// <summary>Selects the k largest values of each row that are positive, or all positive ones if there are fewer.</summary>
    /// <param name="values">The matrix [m, n].</param>
    /// <param name="m">The number of rows.</param>
    /// <param name="n">The number of columns.</param>
    /// <param name="k">The most values to select in a row.</param>
    /// <param name="result">Receives the values [m, n], in index order.</param>
    public void Select(ReadOnlySpan<float> values, int m, int n, int k, SparseMatrix result)
    {
        KernelGuard.Matrix(values.Length, m, n, nameof(values));
        _candidates = null;
        (_width, _floor) = (n, float.Epsilon);
        Run(values, m, n, k, result);
    }

    /// <summary>Selects the k largest values of each row among some columns, whatever their sign.</summary>
    /// <param name="values">The matrix [m, n].</param>
    /// <param name="m">The number of rows.</param>
    /// <param name="n">The number of columns.</param>
    /// <param name="k">The most values to select in a row.</param>
    /// <param name="candidates">The columns to select from, in increasing order.</param>
    /// <param name="result">Receives the values [m, n], in index order.</param>
    public void Select(ReadOnlySpan<float> values, int m, int n, int k, ReadOnlySpan<int> candidates, SparseMatrix result)
    {
        KernelGuard.Matrix(values.Length, m, n, nameof(values));
        for (int i = 0; i < candidates.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(candidates[i], i == 0 ? -1 : candidates[i - 1], nameof(candidates));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(candidates[i], n, nameof(candidates));
        }

        // A pointer to no candidates must not be null.
        int none = 0;
        fixed (int* start = candidates)
        {
            _candidates = start is null ? &none : start;
            (_width, _floor) = (candidates.Length, float.NegativeInfinity);
            Run(values, m, n, k, result);
            _candidates = null;
        }
    }

    void ITeamWork.Run(int part, int member)
    {
        AlignedBuffer buffer = _buffers[member].Rent(Scratch.LengthFor(_width, GroupsFor(_width, _k)));
        var scratch = new Scratch(buffer.Start, _width);
        int first = part * _blockRows, end = Math.Min(_result!.Rows, first + _blockRows);
        fixed (int* indices = _result.IndexBuffer)
        fixed (float* entries = _result.ValueBuffer)
        {
            for (int i = first; i < end; i++)
            {
                nint slot = (nint)i * _k;
                _result.RowCounts[i] = SelectFrom(_values + ((nint)i * _result.Columns), scratch, indices + slot, entries + slot);
            }
        }

        GC.KeepAlive(buffer);
    }

    /// <summary>The number of groups; 0 for none. A power of two, so that rows of common widths divide evenly.</summary>
    private static int GroupsFor(int n, int k)
    {
        long groups = Math.Max(MinGroups, (long)BitOperations.RoundUpToPowerOf2((uint)k) * 4);
        groups = groups * MinGroupLength > n ? groups / 2 : groups;
        return groups < MinGroups || groups * MinGroupLength > n ? 0 : (int)groups;
    }

    /// <summary>
    /// maxima[g] = the largest value in the columns j with j mod groups = g, or the floor if all are below it or NaN. The last columns,
    /// fewer than there are groups, are left out: the bound can only be a little lower for that.
    /// </summary>
    private static void GroupMaxima(float* row, int n, int groups, float floor, float* maxima)
    {
        if (Lanes512.IsSupported)
        {
            GroupMaxima<Lanes512, Vector512<float>>(row, n, groups, floor, maxima);
        }
        else if (Lanes256.IsSupported)
        {
            GroupMaxima<Lanes256, Vector256<float>>(row, n, groups, floor, maxima);
        }
        else if (Lanes128.IsSupported)
        {
            GroupMaxima<Lanes128, Vector128<float>>(row, n, groups, floor, maxima);
        }
        else
        {
            GroupMaxima<Lanes1, float>(row, n, groups, floor, maxima);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GroupMaxima<TLanes, TVector>(float* row, int n, int groups, float floor, float* maxima)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int whole = n - (n % groups);
        for (int group = 0; group < groups; group += 4 * TLanes.Count)
        {
            TVector max0 = TLanes.Broadcast(floor), max1 = max0, max2 = max0, max3 = max0;
            for (int j = group; j < whole; j += groups)
            {
                max0 = Max<TLanes, TVector>(max0, TLanes.Load(row + j));
                max1 = Max<TLanes, TVector>(max1, TLanes.Load(row + j + TLanes.Count));
                max2 = Max<TLanes, TVector>(max2, TLanes.Load(row + j + (2 * TLanes.Count)));
                max3 = Max<TLanes, TVector>(max3, TLanes.Load(row + j + (3 * TLanes.Count)));
            }

            TLanes.Store(maxima + group, max0);
            TLanes.Store(maxima + group + TLanes.Count, max1);
            TLanes.Store(maxima + group + (2 * TLanes.Count), max2);
            TLanes.Store(maxima + group + (3 * TLanes.Count), max3);
        }
    }

    /// <summary>The larger of two values; the first if the second is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Max<TLanes, TVector>(TVector max, TVector value)
        where TLanes : ILanes<TVector>
        where TVector : struct =>
        TLanes.SelectLess(max, value, value, max);

    private void Run(ReadOnlySpan<float> values, int m, int n, int k, SparseMatrix result)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        result.Resize(m, n);
        _k = Math.Min(k, _width);
        result.AllocateSlots(_k);
        fixed (float* start = values)
        {
            _result = result;
            _values = start;
            _blockRows = Math.Max(1, BlockLength / Math.Max(1, _width));
            int blocks = _k == 0 ? 0 : Division.RoundUp(m, _blockRows);
            ThreadTeam.Run(blocks > 1 ? threads : null, this, blocks);
            _values = null;
            _result = null;
        }

        result.CloseSlots(_k);
    }

    /// <summary>Selects from one row, and returns the number of values selected.</summary>
    private int SelectFrom(float* row, in Scratch scratch, int* indices, float* values)
    {
        if (_candidates is null)
        {
            return SelectLargest(row, scratch, indices, values);
        }

        for (int i = 0; i < _width; i++)
        {
            scratch.Gathered[i] = row[_candidates[i]];
        }

        int count = SelectLargest(scratch.Gathered, scratch, indices, values);
        for (int e = 0; e < count; e++)
        {
            indices[e] = _candidates[indices[e]];
        }

        return count;
    }

    private int SelectLargest(float* row, in Scratch scratch, int* indices, float* values)
    {
        int groups = GroupsFor(_width, _k);
        float bound = _floor;
        if (groups > 0)
        {
            GroupMaxima(row, _width, groups, _floor, scratch.Maxima);
            bound = RankSelection.KthLargest(scratch.Maxima, groups, _k);
        }

        int count = RowFilter.Collect(row, _width, new AtLeast(bound), scratch.Indices, scratch.Values);
        if (count > _k)
        {
            return KeepLargest(count, scratch, indices, values);
        }

        new ReadOnlySpan<int>(scratch.Indices, count).CopyTo(new Span<int>(indices, count));
        new ReadOnlySpan<float>(scratch.Values, count).CopyTo(new Span<float>(values, count));
        return count;
    }

    /// <summary>Keeps the k largest of the values that were collected, which are more.</summary>
    private int KeepLargest(int count, in Scratch scratch, int* indices, float* values)
    {
        new ReadOnlySpan<float>(scratch.Values, count).CopyTo(new Span<float>(scratch.Ranked, count));
        float smallest = RankSelection.KthLargest(scratch.Ranked, count, _k);

        // Those above the smallest that is kept are all kept; they are at the front now. The rest are equal to it.
        int ties = _k;
        for (int e = 0; e < count; e++)
        {
            ties -= scratch.Values[e] > smallest ? 1 : 0;
        }

        int kept = 0;
        for (int e = 0; kept < _k; e++)
        {
            float value = scratch.Values[e];
            if (value > smallest || (value == smallest && ties-- > 0))
            {
                indices[kept] = scratch.Indices[e];
                values[kept] = value;
                kept++;
            }
        }

        return kept;
    }

    /// <summary>What a thread needs for a row, in one buffer.</summary>
    private readonly struct Scratch(float* start, int width)
    {
        /// <summary>The values collected.</summary>
        public float* Values => start;

        /// <summary>The same, to be reordered.</summary>
        public float* Ranked => start + width;

        /// <summary>The positions of the values collected.</summary>
        public int* Indices => (int*)(start + (2 * (nint)width));

        /// <summary>The values of the candidates.</summary>
        public float* Gathered => start + (3 * (nint)width);

        public float* Maxima => start + (4 * (nint)width);

        public static int LengthFor(int width, int groups) => checked((4 * width) + groups);
    }
}
