using System.Runtime.CompilerServices;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// A matrix product at one vector width. Divides c into panels of columns and tiles of rows, and k into blocks that fit the second-level cache
/// (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008).
/// </summary>
internal static unsafe class ProductKernel<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    /// <summary>The k of a block: a panel of 1,024 × 32 floats, 128 KB, stays in the second-level cache, which is as fast as the arithmetic.</summary>
    private const int MaxBlockDepth = 1024;

    /// <summary>The number of rows that share a packed panel: enough that packing costs little compared with the multiply-adds.</summary>
    private const int MaxBlockRows = 512;

    /// <summary>With this many rows or more, reading a panel in place costs more than packing it.</summary>
    private const int RowsWorthPacking = 24;

    /// <summary>With this many panels or more, a tile of a transposed a is read often enough to be packed first.</summary>
    private const int PanelsWorthPackingRows = 4;

    /// <summary>The most panels that <see cref="RegisterTile{TLanes, TVector}.MultiplyRow"/> computes at a time.</summary>
    private const int MaxRowPanels = 5;

    private static int PanelWidth => PanelPacking<TLanes, TVector>.Width;

    public static void Run(Product product, PackingBuffer buffer)
    {
        if (product.Depth == 0)
        {
            WriteEmptySums(product);
            return;
        }

        if (product.Rows == 1 && product.BLayout != PanelLayout.Transposed)
        {
            RunSingleRow(ref product, buffer.IsReversed);
            if (product.Columns == 0)
            {
                return; // Without a buffer, which is slow to allocate for a single row.
            }
        }

        // Counts down, because a count up could overflow behind the last row.
        for (int rest = product.Rows; rest > 0; rest -= MaxBlockRows)
        {
            product.Rows = Math.Min(MaxBlockRows, rest);
            RunRows(product, buffer);
            product.A += MaxBlockRows * product.ARowStride;
            product.C += MaxBlockRows * product.CStride;
        }
    }

    /// <summary>Packs all of b[n,k] for <see cref="PanelLayout.Packed"/>.</summary>
    /// <param name="b">b.</param>
    /// <param name="columns">n.</param>
    /// <param name="depth">k.</param>
    /// <param name="stride">The stride of a panel, from <see cref="PanelPacking{TLanes, TVector}.StrideOf"/>.</param>
    /// <param name="packed">Receives the panels.</param>
    public static void PackAll(float* b, int columns, int depth, int stride, float* packed)
    {
        if (stride < TLanes.Count)
        {
            PanelPacking<TLanes, TVector>.PackNarrowTransposed(b, columns, depth, stride, packed);
            return;
        }

        for (int column = 0; column < columns; column += PanelWidth)
        {
            int width = Math.Min(PanelWidth, columns - column);
            PanelPacking<TLanes, TVector>.PackTransposed(b + ((nint)column * depth), depth, width, depth, packed + ((nint)column * depth), stride);
        }
    }

    private static void WriteEmptySums(in Product product)
    {
        for (int i = 0; i < product.Rows && !product.Accumulates; i++)
        {
            var row = new Span<float>(product.C + (i * product.CStride), product.Columns);
            row.Clear();
            if (product.Bias is not null)
            {
                new ReadOnlySpan<float>(product.Bias, product.Columns).CopyTo(row);
            }
        }
    }

    /// <summary>
    /// Computes the whole panels of a single row, and the last one too if b is packed. Leaves the remaining columns in <paramref name="product"/>. A
    /// sum adds its terms one by one, each waiting for the last, so panels are computed together, in groups as even as possible.
    /// </summary>
    private static void RunSingleRow(ref Product product, bool isReversed)
    {
        bool packed = product.BLayout == PanelLayout.Packed;
        nint panelStride = packed ? product.Depth * product.BStride : PanelWidth;
        int panels = packed ? Division.RoundUp(product.Columns, PanelWidth) : product.Columns / PanelWidth;
        int groups = Division.RoundUp(panels, MaxRowPanels);
        for (int i = 0; i < groups; i++)
        {
            int group = isReversed ? groups - 1 - i : i;

            // In 64 bits: from about 2^16 panels on, the products would overflow an int, and the results would point outside c.
            int first = (int)((long)panels * group / groups), end = (int)((long)panels * (group + 1) / groups);
            int column = first * PanelWidth;
            Product part = product.ColumnsFrom(column, Math.Min(product.Columns - column, (end - first) * PanelWidth));
            RunRowPanels(part, end - first, panelStride);
        }

        int done = packed ? product.Columns : panels * PanelWidth;
        product = product.ColumnsFrom(done, product.Columns - done);
    }

    /// <summary>Computes up to <see cref="MaxRowPanels"/> panels of a row. If they are wider than the rest of c, by way of a buffer.</summary>
    private static void RunRowPanels(Product part, int panels, nint panelStride)
    {
        float* scratch = stackalloc float[MaxRowPanels * PanelWidth];
        float* c = part.C;
        float* start = part.Accumulates ? c : part.Bias;
        bool isNarrow = part.Columns < panels * PanelWidth;
        if (isNarrow)
        {
            part.C = scratch;
            if (start is not null)
            {
                CopyRows(start, 0, scratch, 0, 1, part.Columns);
                start = scratch;
            }
        }

        MultiplyRow(part, panels, panelStride, start);
        if (isNarrow)
        {
            CopyRows(scratch, 0, c, 0, 1, part.Columns);
        }
    }

    private static void MultiplyRow(in Product part, int panels, nint panelStride, float* start)
    {
        switch (panels)
        {
            case 1:
                RegisterTile<TLanes, TVector>.MultiplyRow<Tile1x2>(part, panelStride, start);
                break;
            case 2:
                RegisterTile<TLanes, TVector>.MultiplyRow<Tile1x4>(part, panelStride, start);
                break;
            case 3:
                RegisterTile<TLanes, TVector>.MultiplyRow<Tile1x6>(part, panelStride, start);
                break;
            case 4:
                RegisterTile<TLanes, TVector>.MultiplyRow<Tile1x8>(part, panelStride, start);
                break;
            default:
                RegisterTile<TLanes, TVector>.MultiplyRow<Tile1x10>(part, panelStride, start);
                break;
        }
    }

    private static void RunRows(in Product product, PackingBuffer packing)
    {
        int blocks = Division.RoundUp(product.Depth, MaxBlockDepth);
        int blockDepth = Division.RoundUp(product.Depth, blocks);
        bool packRows = product.ARowStride == 1 && product.ADepthStride > 1 && product.Columns >= PanelsWorthPackingRows * PanelWidth;
        int panelLength = blockDepth * PanelWidth;
        int rowsLength = packRows ? (product.Rows + TLanes.TileRows) * blockDepth : 0;
        AlignedBuffer buffer = packing.Rent(panelLength + rowsLength);
        for (int block = 0; block < blocks; block++)
        {
            int start = block * blockDepth;
            int depth = Math.Min(blockDepth, product.Depth - start);
            var part = product with { A = product.A + (start * product.ADepthStride), ATileStride = product.ARowStride };
            if (packRows)
            {
                PackRows(ref part, depth, buffer.Start + panelLength);
            }

            for (int column = 0; column < product.Columns; column += PanelWidth)
            {
                RunPanel(part, start, depth, column, buffer.Start);
            }
        }

        GC.KeepAlive(buffer);
    }

    /// <summary>
    /// Packs the tiles of a block of a[k,m], because each is read again for every panel. In place, a tile takes a cache line for every p,
    /// and if m is a power of two, these lines evict each other.
    /// </summary>
    private static void PackRows(ref Product part, int depth, float* packed)
    {
        for (int row = 0; row < part.Rows; row += TLanes.TileRows)
        {
            int rows = Math.Min(TLanes.TileRows, part.Rows - row);
            PanelPacking<TLanes, TVector>.PackTileRows(part.A + row, part.ADepthStride, rows, depth, packed + ((nint)row * depth));
        }

        part.A = packed;
        part.ADepthStride = TLanes.TileRows;
        part.ATileStride = depth;
    }

    /// <summary>Computes one panel of columns for a block of k; the pointer to a is already at the start of the block.</summary>
    private static void RunPanel(in Product product, int start, int depth, int column, float* buffer)
    {
        int width = Math.Min(PanelWidth, product.Columns - column);
        float* panel = FindPanel(product, start, depth, column, width, buffer, out nint stride);
        var part = product with
        {
            B = panel,
            BStride = stride,
            C = product.C + column,
            Bias = product.Bias is null ? null : product.Bias + column,
            Columns = width,
            Depth = depth,
        };
        if (width == PanelWidth)
        {
            RunTiles(part, accumulate: product.Accumulates || start > 0);
        }
        else
        {
            RunNarrowTiles(part, accumulate: product.Accumulates || start > 0);
        }
    }

    /// <summary>The panel itself if its layout is good enough; otherwise a packed copy.</summary>
    private static float* FindPanel(in Product product, int start, int depth, int column, int width, float* buffer, out nint stride)
    {
        stride = PanelWidth;
        switch (product.BLayout)
        {
            case PanelLayout.Packed:
                stride = product.BStride;
                return product.B + ((nint)column * product.Depth) + (start * stride);
            case PanelLayout.Transposed:
                PanelPacking<TLanes, TVector>.PackTransposed(product.B + (column * product.BStride) + start, product.BStride, width, depth, buffer, PanelWidth);
                return buffer;
            case PanelLayout.RowMajor:
                float* b = product.B + (start * product.BStride) + column;
                if (width == PanelWidth && product.Rows < RowsWorthPacking)
                {
                    stride = product.BStride;
                    return b;
                }

                PanelPacking<TLanes, TVector>.PackRows(b, product.BStride, width, depth, buffer);
                return buffer;
            default:
                throw new ArgumentOutOfRangeException(nameof(product), product.BLayout, "Unknown panel layout.");
        }
    }

    private static void RunTiles(in Product part, bool accumulate)
    {
        var result = new TileResult { CStride = part.CStride, StartStride = accumulate ? part.CStride : 0 };
        for (int row = 0; row < part.Rows; row += TLanes.TileRows)
        {
            result.C = part.C + (row * part.CStride);
            result.Start = accumulate ? result.C : part.Bias;
            result.Rows = Math.Min(TLanes.TileRows, part.Rows - row);
            Multiply(part, row, &result);
        }
    }

    /// <summary>Computes tiles that are wider than the rest of c, by way of a buffer.</summary>
    private static void RunNarrowTiles(in Product part, bool accumulate)
    {
        float* bias = stackalloc float[PanelWidth];
        float* tile = stackalloc float[TLanes.TileRows * PanelWidth];
        if (part.Bias is not null)
        {
            new ReadOnlySpan<float>(part.Bias, part.Columns).CopyTo(new Span<float>(bias, part.Columns));
        }

        var result = new TileResult { C = tile, CStride = PanelWidth, Start = part.Bias is null ? null : bias };
        if (accumulate)
        {
            result.Start = tile;
            result.StartStride = PanelWidth;
        }

        for (int row = 0; row < part.Rows; row += TLanes.TileRows)
        {
            int rows = result.Rows = Math.Min(TLanes.TileRows, part.Rows - row);
            float* c = part.C + (row * part.CStride);
            if (accumulate)
            {
                CopyRows(c, part.CStride, tile, PanelWidth, rows, part.Columns);
            }

            Multiply(part, row, &result);
            CopyRows(tile, PanelWidth, c, part.CStride, rows, part.Columns);
        }
    }

    private static void CopyRows(float* source, nint sourceStride, float* destination, nint destinationStride, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
        {
            new ReadOnlySpan<float>(source + (i * sourceStride), columns).CopyTo(new Span<float>(destination + (i * destinationStride), columns));
        }
    }

    /// <summary>Computes one tile with the smallest shape that holds it.</summary>
    private static void Multiply(in Product part, int row, TileResult* result)
    {
        bool wide = part.Columns > TLanes.Count;
        if (result->Rows <= 4)
        {
            if (wide)
            {
                Multiply<Tile4x2>(part, row, result);
            }
            else
            {
                Multiply<Tile4x1>(part, row, result);
            }
        }
        else if (TLanes.TileRows == 6)
        {
            if (wide)
            {
                Multiply<Tile6x2>(part, row, result);
            }
            else
            {
                Multiply<Tile6x1>(part, row, result);
            }
        }
        else if (wide)
        {
            Multiply<Tile8x2>(part, row, result);
        }
        else
        {
            Multiply<Tile8x1>(part, row, result);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply<TShape>(in Product part, int row, TileResult* result)
        where TShape : ITileShape =>
        RegisterTile<TLanes, TVector>.Multiply<TShape>(
            part.A + (row * part.ATileStride), part.ARowStride, part.ADepthStride, part.B, part.BStride, part.Depth, result);
}
