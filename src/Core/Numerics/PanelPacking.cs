using System.Runtime.CompilerServices;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Copies a panel of b, two vectors of columns wide, into the order in which the register tile reads it:
/// panel[p·width + j] = b[p,j]. Columns that b does not have are 0, as far as a tile reads them.
/// </summary>
internal static unsafe class PanelPacking<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    /// <summary>The number of columns in a panel.</summary>
    public static int Width => 2 * TLanes.Count;

    /// <summary>Packs b with its k index along rows: b[p,j] is at <paramref name="b"/>[j·stride + p].</summary>
    public static void PackTransposed(float* b, nint stride, int columns, int depth, float* panel)
    {
        // If one vector holds all columns, the other is never read.
        int j = 0;
        for (; j + TLanes.Count <= columns; j += TLanes.Count)
        {
            PackTransposedVector(b + (j * stride), stride, depth, panel + j);
        }

        if (j < columns)
        {
            PackTransposedPart(b + (j * stride), stride, columns - j, depth, panel + j);
        }
    }

    /// <summary>Packs b with its column index along rows: b[p,j] is at <paramref name="b"/>[p·stride + j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRows(float* b, nint stride, int columns, int depth, float* panel)
    {
        if (columns < Width)
        {
            PackNarrowRows(b, stride, columns, depth, panel);
            return;
        }

        for (int p = 0; p < depth; p++)
        {
            TLanes.Store(panel, TLanes.Load(b));
            TLanes.Store(panel + TLanes.Count, TLanes.Load(b + TLanes.Count));
            panel += Width;
            b += stride;
        }
    }

    /// <summary>
    /// Packs the rows of a register tile from a with its row index along rows: tile[p·TileRows + i] = a[i,p], at <paramref name="a"/>[p·stride + i].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTileRows(float* a, nint stride, int rows, int depth, float* tile)
    {
        for (int p = 0; p < depth; p++)
        {
            // For a whole tile the size is a constant, so that the copy compiles to a move or two.
            if (rows == TLanes.TileRows)
            {
                Unsafe.CopyBlockUnaligned(tile, a, (uint)(TLanes.TileRows * sizeof(float)));
            }
            else
            {
                Unsafe.CopyBlockUnaligned(tile, a, (uint)(rows * sizeof(float)));
            }

            tile += TLanes.TileRows;
            a += stride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackTransposedVector(float* b, nint stride, int depth, float* panel)
    {
        int step = TLanes.TransposeColumns;
        int p = 0;
        for (; p + step <= depth; p += step)
        {
            TLanes.Transpose(b + p, stride, panel + (p * Width), Width);
        }

        if (p < depth && depth >= step)
        {
            // The last columns, together with some that are packed already.
            p = depth - step;
            TLanes.Transpose(b + p, stride, panel + (p * Width), Width);
            return;
        }

        for (; p < depth; p++)
        {
            for (int j = 0; j < TLanes.Count; j++)
            {
                panel[(p * Width) + j] = b[(j * stride) + p];
            }
        }
    }

    /// <summary>Packs fewer columns than a vector has, by way of a block with zeros for the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackTransposedPart(float* b, nint stride, int columns, int depth, float* panel)
    {
        int step = TLanes.TransposeColumns;
        float* block = stackalloc float[TLanes.Count * step];
        new Span<float>(block, TLanes.Count * step).Clear();
        for (int p = 0; p < depth; p += step)
        {
            int length = Math.Min(step, depth - p);
            for (int j = 0; j < columns; j++)
            {
                Unsafe.CopyBlockUnaligned(block + (j * step), b + (j * stride) + p, (uint)(length * sizeof(float)));
            }

            if (length == step)
            {
                TLanes.Transpose(block, step, panel + (p * Width), Width);
            }
            else
            {
                for (int i = 0; i < length; i++)
                {
                    for (int j = 0; j < TLanes.Count; j++)
                    {
                        panel[((p + i) * Width) + j] = block[(j * step) + i];
                    }
                }
            }
        }
    }

    private static void PackNarrowRows(float* b, nint stride, int columns, int depth, float* panel)
    {
        for (int p = 0; p < depth; p++)
        {
            var row = new Span<float>(panel + (p * Width), Width);
            new ReadOnlySpan<float>(b + (p * stride), columns).CopyTo(row);
            row[columns..].Clear();
        }
    }
}
