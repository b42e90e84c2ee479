using System.Numerics;
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

    /// <summary>
    /// The distance of p and p + 1 in a panel of packed weights. A matrix of few columns, such as an encoder with a few latent units, has panels as
    /// narrow as a power of two allows: otherwise its weights would take up to 32 times their size.
    /// </summary>
    /// <param name="columns">The number of columns in the whole matrix.</param>
    public static int StrideOf(int columns) => columns <= TLanes.Count ? (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, columns)) : Width;

    /// <summary>Packs b with its k index along rows: b[p,j] is at <paramref name="b"/>[j·stride + p].</summary>
    /// <param name="b">b.</param>
    /// <param name="stride">The distance of two columns in b.</param>
    /// <param name="columns">The number of columns; at most <see cref="Width"/>.</param>
    /// <param name="depth">The number of rows.</param>
    /// <param name="panel">Receives the panel.</param>
    /// <param name="panelStride">The distance of two rows in the panel: <see cref="Width"/>, or one vector if that holds all columns.</param>
    public static void PackTransposed(float* b, nint stride, int columns, int depth, float* panel, nint panelStride)
    {
        // If one vector holds all columns, the other is never read.
        int j = 0;
        for (; j + TLanes.Count <= columns; j += TLanes.Count)
        {
            PackTransposedVector(b + (j * stride), stride, depth, panel + j, panelStride);
        }

        if (j < columns)
        {
            PackTransposedPart(b + (j * stride), stride, columns - j, depth, panel + j, panelStride);
        }
    }

    /// <summary>
    /// Packs all of b, of fewer columns than a vector has. A tile reads whole vectors: the lanes beyond the columns get values of the next rows, and are
    /// never stored.
    /// </summary>
    public static void PackNarrowTransposed(float* b, int columns, int depth, int panelStride, float* panel)
    {
        for (int p = 0; p < depth; p++)
        {
            for (int j = 0; j < columns; j++)
            {
                panel[((nint)p * panelStride) + j] = b[((nint)j * depth) + p];
            }
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
    private static void PackTransposedVector(float* b, nint stride, int depth, float* panel, nint panelStride)
    {
        int step = TLanes.TransposeColumns;
        int p = 0;
        for (; p <= depth - step; p += step)
        {
            TLanes.Transpose(b + p, stride, panel + (p * panelStride), panelStride);
        }

        if (p < depth && depth >= step)
        {
            // The last columns, together with some that are packed already.
            p = depth - step;
            TLanes.Transpose(b + p, stride, panel + (p * panelStride), panelStride);
            return;
        }

        for (; p < depth; p++)
        {
            for (int j = 0; j < TLanes.Count; j++)
            {
                panel[(p * panelStride) + j] = b[(j * stride) + p];
            }
        }
    }

    /// <summary>Packs fewer columns than a vector has, by way of a block with zeros for the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackTransposedPart(float* b, nint stride, int columns, int depth, float* panel, nint panelStride)
    {
        int step = TLanes.TransposeColumns;
        float* block = stackalloc float[TLanes.Count * TLanes.TransposeColumns];
        new Span<float>(block, TLanes.Count * TLanes.TransposeColumns).Clear();
        for (int p = 0; p < depth; p += step)
        {
            int length = Math.Min(step, depth - p);
            for (int j = 0; j < columns; j++)
            {
                Unsafe.CopyBlockUnaligned(block + ((nint)j * step), b + (j * stride) + p, (uint)(length * sizeof(float)));
            }

            if (length == step)
            {
                TLanes.Transpose(block, step, panel + (p * panelStride), panelStride);
            }
            else
            {
                for (int i = 0; i < length; i++)
                {
                    for (int j = 0; j < TLanes.Count; j++)
                    {
                        panel[((p + i) * panelStride) + j] = block[((nint)j * step) + i];
                    }
                }
            }
        }
    }

    private static void PackNarrowRows(float* b, nint stride, int columns, int depth, float* panel)
    {
        for (int p = 0; p < depth; p++)
        {
            var row = new Span<float>(panel + ((nint)p * Width), Width);
            new ReadOnlySpan<float>(b + (p * stride), columns).CopyTo(row);
            row[columns..].Clear();
        }
    }
}
