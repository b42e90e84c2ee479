using System.Runtime.CompilerServices;

namespace MLNet.Autoencoder.Numerics;

/// <summary>The innermost loops of a product: a block of c held in registers while k runs.</summary>
/// <remarks>
/// Every lane of an accumulator belongs to one element of c and takes in a[i,p]·b[p,j] for p = 0, 1, 2, … with one rounding each,
/// whatever the width and whatever the shape of the tile. That is why all widths and all paths give the same bits.
/// The loops are never inlined: within another method the JIT runs out of registers for them, and keeps accumulators on the stack.
/// </remarks>
internal static unsafe class RegisterTile<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    /// <summary>
    /// c[i,j] = (c[i,j] or 0) + Σₚ a[i,p]·b[p,j] (+ bias[j]), over the shape's columns and as many of its rows as the result has.
    /// A tile of fewer rows than its shape computes its last row several times and stores the same values there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply<TShape>(
        float* a, nint aRowStride, nint aDepthStride, float* b, nint bStride, int depth, TileResult* result)
        where TShape : ITileShape
    {
        int last = result->Rows - 1;
        float* a0 = a;
        float* a1 = a + (Math.Min(1, last) * aRowStride);
        float* a2 = a + (Math.Min(2, last) * aRowStride);
        float* a3 = a + (Math.Min(3, last) * aRowStride);
        float* a4 = a + (Math.Min(4, last) * aRowStride);
        float* a5 = a + (Math.Min(5, last) * aRowStride);
        float* a6 = a + (Math.Min(6, last) * aRowStride);
        float* a7 = a + (Math.Min(7, last) * aRowStride);
        TVector zero = TLanes.Broadcast(0);
        TVector c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
        TVector c40 = zero, c41 = zero, c50 = zero, c51 = zero, c60 = zero, c61 = zero, c70 = zero, c71 = zero;
        if (result->Accumulate)
        {
            float* c = result->C;
            nint cStride = result->CStride;
            LoadRow<TShape>(c, ref c00, ref c01);
            LoadRow<TShape>(c + (Math.Min(1, last) * cStride), ref c10, ref c11);
            LoadRow<TShape>(c + (Math.Min(2, last) * cStride), ref c20, ref c21);
            LoadRow<TShape>(c + (Math.Min(3, last) * cStride), ref c30, ref c31);
            if (TShape.Rows > 4)
            {
                LoadRow<TShape>(c + (Math.Min(4, last) * cStride), ref c40, ref c41);
                LoadRow<TShape>(c + (Math.Min(5, last) * cStride), ref c50, ref c51);
            }

            if (TShape.Rows > 6)
            {
                LoadRow<TShape>(c + (Math.Min(6, last) * cStride), ref c60, ref c61);
                LoadRow<TShape>(c + (Math.Min(7, last) * cStride), ref c70, ref c71);
            }
        }

        nint offset = 0;
        for (int p = depth; p > 0; p--)
        {
            TVector b0 = TLanes.Load(b);
            TVector b1 = TShape.Vectors > 1 ? TLanes.Load(b + TLanes.Count) : zero;
            MultiplyAddRow<TShape>(a0[offset], b0, b1, ref c00, ref c01);
            MultiplyAddRow<TShape>(a1[offset], b0, b1, ref c10, ref c11);
            MultiplyAddRow<TShape>(a2[offset], b0, b1, ref c20, ref c21);
            MultiplyAddRow<TShape>(a3[offset], b0, b1, ref c30, ref c31);
            if (TShape.Rows > 4)
            {
                MultiplyAddRow<TShape>(a4[offset], b0, b1, ref c40, ref c41);
                MultiplyAddRow<TShape>(a5[offset], b0, b1, ref c50, ref c51);
            }

            if (TShape.Rows > 6)
            {
                MultiplyAddRow<TShape>(a6[offset], b0, b1, ref c60, ref c61);
                MultiplyAddRow<TShape>(a7[offset], b0, b1, ref c70, ref c71);
            }

            b += bStride;
            offset += aDepthStride;
        }

        StoreRow<TShape>(result, 0, c00, c01);
        StoreRow<TShape>(result, 1, c10, c11);
        StoreRow<TShape>(result, 2, c20, c21);
        StoreRow<TShape>(result, 3, c30, c31);
        if (TShape.Rows > 4)
        {
            StoreRow<TShape>(result, 4, c40, c41);
            StoreRow<TShape>(result, 5, c50, c51);
        }

        if (TShape.Rows > 6)
        {
            StoreRow<TShape>(result, 6, c60, c61);
            StoreRow<TShape>(result, 7, c70, c71);
        }
    }

    /// <summary>One row of c over four neighbouring panels of two vectors, <paramref name="panelStride"/> floats apart in b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void MultiplyRow(float* a, nint aDepthStride, float* b, nint bStride, nint panelStride, float* c, float* bias, int depth)
    {
        TVector c00 = TLanes.Broadcast(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
        float* b1 = b + panelStride;
        float* b2 = b1 + panelStride;
        float* b3 = b2 + panelStride;
        nint offset = 0;
        for (int p = depth; p > 0; p--)
        {
            TVector x = TLanes.Broadcast(*a);
            c00 = TLanes.MultiplyAdd(x, TLanes.Load(b + offset), c00);
            c01 = TLanes.MultiplyAdd(x, TLanes.Load(b + offset + TLanes.Count), c01);
            c10 = TLanes.MultiplyAdd(x, TLanes.Load(b1 + offset), c10);
            c11 = TLanes.MultiplyAdd(x, TLanes.Load(b1 + offset + TLanes.Count), c11);
            c20 = TLanes.MultiplyAdd(x, TLanes.Load(b2 + offset), c20);
            c21 = TLanes.MultiplyAdd(x, TLanes.Load(b2 + offset + TLanes.Count), c21);
            c30 = TLanes.MultiplyAdd(x, TLanes.Load(b3 + offset), c30);
            c31 = TLanes.MultiplyAdd(x, TLanes.Load(b3 + offset + TLanes.Count), c31);
            a += aDepthStride;
            offset += bStride;
        }

        int panel = 2 * TLanes.Count;
        StoreRow<Tile8x2>(c, bias, c00, c01);
        StoreRow<Tile8x2>(c + panel, Offset(bias, panel), c10, c11);
        StoreRow<Tile8x2>(c + (2 * panel), Offset(bias, 2 * panel), c20, c21);
        StoreRow<Tile8x2>(c + (3 * panel), Offset(bias, 3 * panel), c30, c31);
    }

    private static float* Offset(float* bias, int columns) => bias is null ? null : bias + columns;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAddRow<TShape>(float a, TVector b0, TVector b1, ref TVector c0, ref TVector c1)
        where TShape : ITileShape
    {
        TVector x = TLanes.Broadcast(a);
        c0 = TLanes.MultiplyAdd(x, b0, c0);
        if (TShape.Vectors > 1)
        {
            c1 = TLanes.MultiplyAdd(x, b1, c1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadRow<TShape>(float* c, ref TVector c0, ref TVector c1)
        where TShape : ITileShape
    {
        c0 = TLanes.Load(c);
        if (TShape.Vectors > 1)
        {
            c1 = TLanes.Load(c + TLanes.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<TShape>(TileResult* result, int row, TVector c0, TVector c1)
        where TShape : ITileShape =>
        StoreRow<TShape>(result->C + (Math.Min(row, result->Rows - 1) * result->CStride), result->Bias, c0, c1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<TShape>(float* c, float* bias, TVector c0, TVector c1)
        where TShape : ITileShape
    {
        TLanes.Store(c, bias is null ? c0 : TLanes.Add(c0, TLanes.Load(bias)));
        if (TShape.Vectors > 1)
        {
            TLanes.Store(c + TLanes.Count, bias is null ? c1 : TLanes.Add(c1, TLanes.Load(bias + TLanes.Count)));
        }
    }
}
