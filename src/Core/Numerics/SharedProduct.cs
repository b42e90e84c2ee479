using System.Runtime.Intrinsics;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Shares a product among the threads of a team, by blocks of rows or of columns of its result, never by parts of a sum: no element knows who
/// computed it.
/// </summary>
internal sealed unsafe class SharedProduct(ThreadTeam? threads) : ITeamWork
{
    // Multiply-adds that a part has at least: some microseconds, several times what it costs to hand out.
    private const double LeastPart = 1 << 19;

    // More parts than threads, so that one that is held up leaves less to wait for.
    private const int PartsForThread = 2;

    private readonly PackingBuffer[] _buffers = [.. Enumerable.Range(0, threads?.Size ?? 1).Select(_ => new PackingBuffer())];
    private Product _product;
    private IProductEpilogue? _epilogue;
    private bool _byRows;
    private int _partLength;

    /// <summary>Whether two threads have done a product sooner than one.</summary>
    public static bool IsWorthSharing(int rows, int columns, int depth) => (double)rows * columns * depth >= 2 * LeastPart;

    /// <summary>Computes a product, and applies the epilogue to its result.</summary>
    public void Run(in Product product, IProductEpilogue? epilogue)
    {
        int parts = threads is null ? 1 : Divide(product, threads.Size);
        if (parts == 1)
        {
            RunKernel(product, _buffers[0]);
            epilogue?.Apply(0, product.Rows, 0, product.Columns);
            return;
        }

        (_product, _epilogue) = (product, epilogue);
        threads!.Run(this, parts);
        (_product, _epilogue) = (default, null);
    }

    /// <summary>Lets single rows be computed from the other end.</summary>
    public void TurnRound() => _buffers[0].GoesBackwards = !_buffers[0].GoesBackwards;

    void ITeamWork.Run(int part, int member)
    {
        int start = part * _partLength;
        if (_byRows)
        {
            Product rows = _product.RowsFrom(start, Math.Min(_partLength, _product.Rows - start));
            RunKernel(rows, _buffers[member]);
            _epilogue?.Apply(start, rows.Rows, 0, rows.Columns);
        }
        else
        {
            Product columns = _product.ColumnsFrom(start, Math.Min(_partLength, _product.Columns - start));
            RunKernel(columns, _buffers[member]);
            _epilogue?.Apply(0, columns.Rows, start, columns.Columns);
        }
    }

    /// <summary>At this processor's width; the JIT keeps one branch.</summary>
    private static void RunKernel(in Product product, PackingBuffer buffer)
    {
        if (Lanes512.IsSupported)
        {
            ProductKernel<Lanes512, Vector512<float>>.Run(product, buffer);
        }
        else if (Lanes256.IsSupported)
        {
            ProductKernel<Lanes256, Vector256<float>>.Run(product, buffer);
        }
        else if (Lanes128.IsSupported)
        {
            ProductKernel<Lanes128, Vector128<float>>.Run(product, buffer);
        }
        else
        {
            ProductKernel<Lanes1, float>.Run(product, buffer);
        }
    }

    private static int Units(int length, int unit) => (length + unit - 1) / unit;

    /// <summary>Decides how a product is divided, and says into how many parts.</summary>
    private int Divide(in Product product, int members)
    {
        double size = (double)product.Rows * product.Columns * product.Depth;
        if (!IsWorthSharing(product.Rows, product.Columns, product.Depth))
        {
            return 1;
        }

        // What is packed should be packed once: a transposed a by who has its rows, b by who has its columns.
        int rowTiles = Units(product.Rows, WidestLanes.TileRows);
        int panels = Units(product.Columns, WidestLanes.PanelWidth);
        bool packsRows = product.ARowStride == 1 && product.ADepthStride > 1;
        _byRows = packsRows ? rowTiles >= members : panels < 2 * members && rowTiles > panels;
        int mostParts = (int)Math.Min((_byRows && !packsRows ? 1 : PartsForThread) * members, size / LeastPart);
        (int tiles, int tile, int length) = _byRows
            ? (rowTiles, WidestLanes.TileRows, product.Rows)
            : (panels, WidestLanes.PanelWidth, product.Columns);
        _partLength = Units(tiles, mostParts) * tile;
        return Units(length, _partLength);
    }
}
