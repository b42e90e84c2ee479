using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// The product of a sparse and a dense matrix. Each element of the result adds its terms in the order of the entries of its row by fused multiply-adds,
/// starting from 0, from a bias, or from its previous value. Neither the vector width nor the number of threads affects the result.
/// </summary>
/// <param name="threads">The threads; <see langword="null"/> to use only the caller's.</param>
internal sealed unsafe class SparseProduct(ThreadTeam? threads) : ITeamWork
{
    // The fewest multiply-adds in a part: some microseconds of work, several times the cost of handing it out.
    private const double MinPart = 1 << 17;

    // Rows differ in their numbers of entries, and threads in their speed.
    private const int PartsPerThread = 4;

    // Vectors of a tile: enough sums to hide the latency of two multiply-adds per cycle, few enough for 16 registers.
    private const int TileVectors = 8;

    private SparseMatrix? _a;
    private Operands _operands;
    private int _parts;

    /// <summary>c[m,n] = a[m,p]·b[p,n], plus bias[n] in every row if <paramref name="bias"/> is not empty.</summary>
    public void Multiply(SparseMatrix a, ReadOnlySpan<float> b, Span<float> c, int n, ReadOnlySpan<float> bias = default)
    {
        KernelGuard.Bias(bias.Length, n, nameof(bias));
        fixed (float* start = bias)
        {
            Run(a, b, c, n, start, startStride: 0);
        }
    }

    /// <summary>c[m,n] += a[m,p]·b[p,n].</summary>
    public void AddProduct(SparseMatrix a, ReadOnlySpan<float> b, Span<float> c, int n)
    {
        fixed (float* start = c)
        {
            Run(a, b, c, n, start, startStride: n);
        }
    }

    void ITeamWork.Run(int part, int member)
    {
        fixed (int* starts = _a!.Starts, indices = _a.Indices)
        fixed (float* values = _a.Values)
        {
            Operands operands = _operands with { Starts = starts, Indices = indices, Values = values };
            RowBlock rows = _a.PartOf(part, _parts);
            int done = 0;
            if (Lanes512.IsSupported)
            {
                done = Pass<Lanes512, Vector512<float>>(operands, rows, done);
            }

            if (Lanes256.IsSupported)
            {
                done = Pass<Lanes256, Vector256<float>>(operands, rows, done);
            }

            if (Lanes128.IsSupported)
            {
                done = Pass<Lanes128, Vector128<float>>(operands, rows, done);
            }

            Pass<Lanes1, float>(operands, rows, done);
        }
    }

    /// <summary>Computes whole vectors of columns from <paramref name="start"/> on, and returns the end of the last.</summary>
    private static int Pass<TLanes, TVector>(in Operands operands, RowBlock rows, int start)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int end = operands.Columns - ((operands.Columns - start) % TLanes.Count);
        for (int i = rows.Start; start < end && i < rows.Start + rows.Count; i++)
        {
            Row<TLanes, TVector>(operands, i, start, end);
        }

        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<TLanes, TVector>(in Operands operands, int row, int start, int end)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int first = operands.Starts[row], count = operands.Starts[row + 1] - first;
        int* indices = operands.Indices + first;
        float* values = operands.Values + first;
        nint stride = operands.Columns;
        float* c = operands.C + (row * stride);
        float* from = operands.Start is null ? null : operands.Start + (row * operands.StartStride);
        int j = start;
        for (; j <= end - (TileVectors * TLanes.Count); j += TileVectors * TLanes.Count)
        {
            Tile<TLanes, TVector>(indices, values, count, operands.B + j, stride, from is null ? null : from + j, c + j);
        }

        for (; j < end; j += TLanes.Count)
        {
            TVector sum = from is null ? default : TLanes.Load(from + j);
            float* b = operands.B + j;
            for (int e = 0; e < count; e++)
            {
                sum = TLanes.MultiplyAdd(TLanes.Broadcast(values[e]), TLanes.Load(b + (indices[e] * stride)), sum);
            }

            TLanes.Store(c + j, sum);
        }
    }

    /// <summary>The sums of eight vectors of columns stay in registers, so that the result is written once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<TLanes, TVector>(int* indices, float* values, int count, float* b, nint stride, float* from, float* c)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        TVector sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default, sum6 = default, sum7 = default;
        if (from is not null)
        {
            (sum0, sum1) = (TLanes.Load(from), TLanes.Load(from + TLanes.Count));
            (sum2, sum3) = (TLanes.Load(from + (2 * TLanes.Count)), TLanes.Load(from + (3 * TLanes.Count)));
            (sum4, sum5) = (TLanes.Load(from + (4 * TLanes.Count)), TLanes.Load(from + (5 * TLanes.Count)));
            (sum6, sum7) = (TLanes.Load(from + (6 * TLanes.Count)), TLanes.Load(from + (7 * TLanes.Count)));
        }

        for (int e = 0; e < count; e++)
        {
            TVector value = TLanes.Broadcast(values[e]);
            float* row = b + (indices[e] * stride);
            sum0 = TLanes.MultiplyAdd(value, TLanes.Load(row), sum0);
            sum1 = TLanes.MultiplyAdd(value, TLanes.Load(row + TLanes.Count), sum1);
            sum2 = TLanes.MultiplyAdd(value, TLanes.Load(row + (2 * TLanes.Count)), sum2);
            sum3 = TLanes.MultiplyAdd(value, TLanes.Load(row + (3 * TLanes.Count)), sum3);
            sum4 = TLanes.MultiplyAdd(value, TLanes.Load(row + (4 * TLanes.Count)), sum4);
            sum5 = TLanes.MultiplyAdd(value, TLanes.Load(row + (5 * TLanes.Count)), sum5);
            sum6 = TLanes.MultiplyAdd(value, TLanes.Load(row + (6 * TLanes.Count)), sum6);
            sum7 = TLanes.MultiplyAdd(value, TLanes.Load(row + (7 * TLanes.Count)), sum7);
        }

        TLanes.Store(c, sum0);
        TLanes.Store(c + TLanes.Count, sum1);
        TLanes.Store(c + (2 * TLanes.Count), sum2);
        TLanes.Store(c + (3 * TLanes.Count), sum3);
        TLanes.Store(c + (4 * TLanes.Count), sum4);
        TLanes.Store(c + (5 * TLanes.Count), sum5);
        TLanes.Store(c + (6 * TLanes.Count), sum6);
        TLanes.Store(c + (7 * TLanes.Count), sum7);
    }

    private void Run(SparseMatrix a, ReadOnlySpan<float> b, Span<float> c, int n, float* start, int startStride)
    {
        KernelGuard.Matrix(b.Length, a.Columns, n, nameof(b));
        KernelGuard.Matrix(c.Length, a.Rows, n, nameof(c));
        fixed (float* pb = b, pc = c)
        {
            _a = a;
            _operands = new Operands { B = pb, C = pc, Columns = n, Start = start, StartStride = startStride };
            int members = threads?.Size ?? 1;
            double size = ((double)a.Count + a.Rows) * n;
            _parts = (int)Math.Clamp(size / MinPart, 1, PartsPerThread * members);
            ThreadTeam.Run(_parts > 1 ? threads : null, this, _parts);
            (_a, _operands) = (null, default);
        }
    }

    private struct Operands
    {
        public int* Starts;
        public int* Indices;
        public float* Values;
        public float* B;
        public float* C;
        public int Columns;

        /// <summary>Where sums start; <see langword="null"/> for 0.</summary>
        public float* Start;

        /// <summary>The distance between the starts of two rows; 0 if all start from the same.</summary>
        public nint StartStride;
    }
}
