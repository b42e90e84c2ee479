using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Computes only those elements of a product of dense matrices, x·bᵀ, that a sparse matrix has entries for. The order of additions is defined: term j
/// goes to virtual lane j mod 64, each lane adds in index order by fused multiply-adds, starting from 0, and the lanes are then added pairwise, 32, 16,
/// 8, 4, 2 and 1 apart. Neither the vector width nor the number of threads affects the result.
/// </summary>
/// <param name="threads">The threads; <see langword="null"/> to use only the caller's.</param>
internal sealed unsafe class SampledProduct(ThreadTeam? threads) : ITeamWork
{
    // The fewest multiply-adds in a part: some microseconds of work, several times the cost of handing it out.
    private const double MinPart = 1 << 17;

    // Rows differ in their numbers of entries, and threads in their speed.
    private const int PartsPerThread = 4;

    private const int Lanes = 64;

    // Lanes are computed in groups of four vectors: with AVX-512, all at once.
    private const int GroupVectors = 4;

    private SparseMatrix? _pattern;
    private Operands _operands;
    private int _parts;

    /// <summary>values[e] = Σⱼ x[i,j]·b[p,j] for each entry e of a pattern, in its row i and column p. The values of the pattern are not used.</summary>
    /// <param name="pattern">The pattern [m, p].</param>
    /// <param name="x">x [m, n].</param>
    /// <param name="b">b [p, n].</param>
    /// <param name="n">The number of terms.</param>
    /// <param name="values">Receives a value for each entry; may be the values of the pattern.</param>
    public void Multiply(SparseMatrix pattern, ReadOnlySpan<float> x, ReadOnlySpan<float> b, int n, Span<float> values)
    {
        KernelGuard.Matrix(x.Length, pattern.Rows, n, nameof(x));
        KernelGuard.Matrix(b.Length, pattern.Columns, n, nameof(b));
        KernelGuard.Matrix(values.Length, 1, pattern.Count, nameof(values));
        fixed (float* px = x, pb = b, pValues = values)
        {
            _pattern = pattern;
            _operands = new Operands { X = px, B = pb, Values = pValues, Columns = n };
            double size = (double)pattern.Count * n;
            _parts = (int)Math.Clamp(size / MinPart, 1, PartsPerThread * (threads?.Size ?? 1));
            ThreadTeam.Run(_parts > 1 ? threads : null, this, _parts);
            (_pattern, _operands) = (null, default);
        }
    }

    void ITeamWork.Run(int part, int member)
    {
        RowBlock rows = _pattern!.PartOf(part, _parts);
        fixed (int* starts = _pattern.Starts, indices = _pattern.Indices)
        {
            if (Lanes512.IsSupported)
            {
                Pass<Lanes512, Vector512<float>>(_operands, starts, indices, rows);
            }
            else if (Lanes256.IsSupported)
            {
                Pass<Lanes256, Vector256<float>>(_operands, starts, indices, rows);
            }
            else if (Lanes128.IsSupported)
            {
                Pass<Lanes128, Vector128<float>>(_operands, starts, indices, rows);
            }
            else
            {
                Pass<Lanes1, float>(_operands, starts, indices, rows);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass<TLanes, TVector>(in Operands operands, int* starts, int* indices, RowBlock rows)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        float* lanes = stackalloc float[Lanes];
        int n = operands.Columns;
        for (int i = rows.Start; i < rows.Start + rows.Count; i++)
        {
            float* x = operands.X + ((nint)i * n);
            for (int e = starts[i]; e < starts[i + 1]; e++)
            {
                operands.Values[e] = Dot<TLanes, TVector>(x, operands.B + ((nint)indices[e] * n), n, lanes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Dot<TLanes, TVector>(float* x, float* b, int n, float* lanes)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int whole = n - (n % Lanes);
        for (int group = 0; group < Lanes; group += GroupVectors * TLanes.Count)
        {
            TVector sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (int j = group; j < whole; j += Lanes)
            {
                sum0 = TLanes.MultiplyAdd(TLanes.Load(x + j), TLanes.Load(b + j), sum0);
                sum1 = TLanes.MultiplyAdd(TLanes.Load(x + j + TLanes.Count), TLanes.Load(b + j + TLanes.Count), sum1);
                sum2 = TLanes.MultiplyAdd(TLanes.Load(x + j + (2 * TLanes.Count)), TLanes.Load(b + j + (2 * TLanes.Count)), sum2);
                sum3 = TLanes.MultiplyAdd(TLanes.Load(x + j + (3 * TLanes.Count)), TLanes.Load(b + j + (3 * TLanes.Count)), sum3);
            }

            if (GroupVectors * TLanes.Count == Lanes && whole == n)
            {
                return TLanes.SumOfHalves(TLanes.Add(TLanes.Add(sum0, sum2), TLanes.Add(sum1, sum3)));
            }

            TLanes.Store(lanes + group, sum0);
            TLanes.Store(lanes + group + TLanes.Count, sum1);
            TLanes.Store(lanes + group + (2 * TLanes.Count), sum2);
            TLanes.Store(lanes + group + (3 * TLanes.Count), sum3);
        }

        AddRest<TLanes, TVector>(x + whole, b + whole, n - whole, lanes);
        return SumOfLanes<TLanes, TVector>(lanes);
    }

    /// <summary>Adds the last terms, fewer than there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRest<TLanes, TVector>(float* x, float* b, int length, float* lanes)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int j = 0;
        for (; j <= length - TLanes.Count; j += TLanes.Count)
        {
            TLanes.Store(lanes + j, TLanes.MultiplyAdd(TLanes.Load(x + j), TLanes.Load(b + j), TLanes.Load(lanes + j)));
        }

        for (; j < length; j++)
        {
            lanes[j] = MathF.FusedMultiplyAdd(x[j], b[j], lanes[j]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfLanes<TLanes, TVector>(float* lanes)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        for (int distance = Lanes / 2; distance >= TLanes.Count; distance /= 2)
        {
            for (int lane = 0; lane < distance; lane += TLanes.Count)
            {
                TLanes.Store(lanes + lane, TLanes.Add(TLanes.Load(lanes + lane), TLanes.Load(lanes + lane + distance)));
            }
        }

        return TLanes.SumOfHalves(TLanes.Load(lanes));
    }

    private struct Operands
    {
        public float* X;
        public float* B;
        public float* Values;
        public int Columns;
    }
}
