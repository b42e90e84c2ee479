using System.Runtime.CompilerServices;

namespace MLNet.Autoencoder.Numerics;

/// <summary>The innermost loops of a product: a block of c stays in registers while k runs.</summary>
/// <remarks>
/// Every lane of an accumulator belongs to one element of c. It starts from the bias and adds a[i,p]·b[p,j] for p = 0, 1, 2, … with one rounding
/// each, at any width and for any tile shape. Therefore all widths and all code paths give the same bits.
/// The loops are never inlined: inside another method, the JIT runs out of registers for them and keeps accumulators on the stack.
/// </remarks>
internal static unsafe class RegisterTile<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    /// <summary>
    /// c[i,j] = (c[i,j], bias[j] or 0) + Σₚ a[i,p]·b[p,j], over the shape's columns and as many of its rows as the result has.
    /// A tile with fewer rows than its shape computes its last row several times and stores the same values to it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply<TShape>(
        float* a, nint aRowStride, nint aDepthStride, float* b, nint bStride, int depth, TileResult* result)
        where TShape : ITileShape
    {
        int rows = result->Rows;
        float* a0 = a;
        float* a1 = a0 + (rows > 1 ? aRowStride : 0);
        float* a2 = a1 + (rows > 2 ? aRowStride : 0);
        float* a3 = a2 + (rows > 3 ? aRowStride : 0);
        float* a4 = a3 + (rows > 4 ? aRowStride : 0);
        float* a5 = a4 + (rows > 5 ? aRowStride : 0);
        float* a6 = a5 + (rows > 6 ? aRowStride : 0);
        float* a7 = a6 + (rows > 7 ? aRowStride : 0);
        Start<TShape>(result->Start, out TVector c00, out TVector c01);
        TVector c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01;
        TVector c40 = c00, c41 = c01, c50 = c00, c51 = c01, c60 = c00, c61 = c01, c70 = c00, c71 = c01;
        if (result->StartStride != 0)
        {
            float* start = result->Start;
            LoadRow<TShape>(start += rows > 1 ? result->StartStride : 0, out c10, out c11);
            LoadRow<TShape>(start += rows > 2 ? result->StartStride : 0, out c20, out c21);
            LoadRow<TShape>(start += rows > 3 ? result->StartStride : 0, out c30, out c31);
            if (TShape.Rows > 4)
            {
                LoadRow<TShape>(start += rows > 4 ? result->StartStride : 0, out c40, out c41);
                LoadRow<TShape>(start += rows > 5 ? result->StartStride : 0, out c50, out c51);
            }

            if (TShape.Rows > 6)
            {
                LoadRow<TShape>(start += rows > 6 ? result->StartStride : 0, out c60, out c61);
                LoadRow<TShape>(start + (rows > 7 ? result->StartStride : 0), out c70, out c71);
            }
        }

        nint offset = 0;
        for (int p = depth; p > 0; p--)
        {
            TVector b0 = TLanes.Load(b);
            TVector b1 = TShape.Vectors > 1 ? TLanes.Load(b + TLanes.Count) : b0;
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

        float* c = result->C;
        StoreRow<TShape>(c, c00, c01);
        StoreRow<TShape>(c += rows > 1 ? result->CStride : 0, c10, c11);
        StoreRow<TShape>(c += rows > 2 ? result->CStride : 0, c20, c21);
        StoreRow<TShape>(c += rows > 3 ? result->CStride : 0, c30, c31);
        if (TShape.Rows > 4)
        {
            StoreRow<TShape>(c += rows > 4 ? result->CStride : 0, c40, c41);
            StoreRow<TShape>(c += rows > 5 ? result->CStride : 0, c50, c51);
        }

        if (TShape.Rows > 6)
        {
            StoreRow<TShape>(c += rows > 6 ? result->CStride : 0, c60, c61);
            StoreRow<TShape>(c + (rows > 7 ? result->CStride : 0), c70, c71);
        }
    }

    /// <summary>
    /// Computes one row of c over the shape's vectors, two per panel. Panels are <paramref name="panelStride"/> floats apart in b. The sums start from
    /// <paramref name="start"/>, or from 0 if that is null.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void MultiplyRow<TShape>(in Product part, nint panelStride, float* start)
        where TShape : ITileShape
    {
        nint panel = PanelPacking<TLanes, TVector>.Width;
        Start<Tile1x2>(start, out TVector c00, out TVector c01);
        TVector c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01, c40 = c00, c41 = c01;
        if (TShape.Vectors > 2)
        {
            Start<Tile1x2>(Offset(start, panel), out c10, out c11);
        }

        if (TShape.Vectors > 4)
        {
            Start<Tile1x2>(Offset(start, 2 * panel), out c20, out c21);
        }

        if (TShape.Vectors > 6)
        {
            Start<Tile1x2>(Offset(start, 3 * panel), out c30, out c31);
        }

        if (TShape.Vectors > 8)
        {
            Start<Tile1x2>(Offset(start, 4 * panel), out c40, out c41);
        }

        float* a = part.A;
        nint aStride = part.ADepthStride, bStride = part.BStride;
        float* b0 = part.B;
        float* b1 = b0 + panelStride;
        float* b2 = b1 + panelStride;
        float* b3 = b2 + panelStride;
        float* b4 = b3 + panelStride;
        nint offset = 0;
        for (int p = part.Depth; p > 0; p--)
        {
            TVector x = TLanes.Broadcast(*a);
            MultiplyAddPanel(x, b0 + offset, ref c00, ref c01);
            if (TShape.Vectors > 2)
            {
                MultiplyAddPanel(x, b1 + offset, ref c10, ref c11);
            }

            if (TShape.Vectors > 4)
            {
                MultiplyAddPanel(x, b2 + offset, ref c20, ref c21);
            }

            if (TShape.Vectors > 6)
            {
                MultiplyAddPanel(x, b3 + offset, ref c30, ref c31);
            }

            if (TShape.Vectors > 8)
            {
                MultiplyAddPanel(x, b4 + offset, ref c40, ref c41);
            }

            a += aStride;
            offset += bStride;
        }

        float* c = part.C;
        StoreRow<Tile1x2>(c, c00, c01);
        if (TShape.Vectors > 2)
        {
            StoreRow<Tile1x2>(c + panel, c10, c11);
        }

        if (TShape.Vectors > 4)
        {
            StoreRow<Tile1x2>(c + (2 * panel), c20, c21);
        }

        if (TShape.Vectors > 6)
        {
            StoreRow<Tile1x2>(c + (3 * panel), c30, c31);
        }

        if (TShape.Vectors > 8)
        {
            StoreRow<Tile1x2>(c + (4 * panel), c40, c41);
        }
    }

    private static float* Offset(float* bias, nint columns) => bias is null ? null : bias + columns;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAddPanel(TVector x, float* b, ref TVector c0, ref TVector c1)
    {
        c0 = TLanes.MultiplyAdd(x, TLanes.Load(b), c0);
        c1 = TLanes.MultiplyAdd(x, TLanes.Load(b + TLanes.Count), c1);
    }

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

    /// <summary>Loads the initial sums of a row: 0 if <paramref name="start"/> is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Start<TShape>(float* start, out TVector c0, out TVector c1)
        where TShape : ITileShape
    {
        if (start is null)
        {
            c0 = TLanes.Broadcast(0);
            c1 = c0;
        }
        else
        {
            LoadRow<TShape>(start, out c0, out c1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadRow<TShape>(float* c, out TVector c0, out TVector c1)
        where TShape : ITileShape
    {
        c0 = TLanes.Load(c);
        c1 = TShape.Vectors > 1 ? TLanes.Load(c + TLanes.Count) : c0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<TShape>(float* c, TVector c0, TVector c1)
        where TShape : ITileShape
    {
        TLanes.Store(c, c0);
        if (TShape.Vectors > 1)
        {
            TLanes.Store(c + TLanes.Count, c1);
        }
    }
}
