using System.Runtime.Intrinsics;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Shares a product among the threads of a team, by blocks of rows or of columns of its result, never by parts of a sum: no element knows who
/// computed it.
/// </summary>
internal sealed unsafe class SharedProduct(ThreadTeam? threads) : ITeamWork
{
    // Multiply-adds that a part has at least: some microseconds, several times what it costs to hand out.
    private const double LeastPart = 1 << 18;

    // More parts than threads, so that one that is held up leaves less to wait for; as many for each.
    private const int PartsForThread = 2;

    // Of fewer tiles of rows for each thread, one would have far more to do than another.
    private const int FewRowTiles = 4;

    private readonly PackingBuffer[] _buffers = [.. Enumerable.Range(0, threads?.Size ?? 1).Select(_ => new PackingBuffer())];
    private Product _product;
    private IProductEpilogue? _epilogue;
    private bool _byRows;
    private int _parts;

    /// <summary>
    /// Whether a network whose largest product this is gains from threads. What they share moves from one's caches to the other's: with smaller ones two
    /// take twice the time of one.
    /// </summary>
    public static bool IsWorthATeam(int rows, int columns, int depth) => Size(rows, columns, depth) >= 4 * LeastPart;

    /// <summary>Computes a product, and applies the epilogue to its result.</summary>
    public void Run(in Product product, IProductEpilogue? epilogue)
    {
        _parts = threads is null ? 1 : Divide(product, threads.Size);
        if (_parts == 1)
        {
            RunKernel(product, _buffers[0]);
            epilogue?.Apply(0, product.Rows, 0, product.Columns);
            return;
        }

        (_product, _epilogue) = (product, epilogue);
        threads!.Run(this, _parts);
        (_product, _epilogue) = (default, null);
    }

    /// <summary>Lets single rows be computed from the other end.</summary>
    public void TurnRound() => _buffers[0].GoesBackwards = !_buffers[0].GoesBackwards;

    void ITeamWork.Run(int part, int member)
    {
        (int length, int tile) = _byRows ? (_product.Rows, WidestLanes.TileRows) : (_product.Columns, WidestLanes.PanelWidth);
        int tiles = Units(length, tile);
        int start = (int)((long)tiles * part / _parts) * tile;
        int end = Math.Min(length, (int)((long)tiles * (part + 1) / _parts) * tile);
        if (_byRows)
        {
            RunKernel(_product.RowsFrom(start, end - start), _buffers[member]);
            _epilogue?.Apply(start, end - start, 0, _product.Columns);
        }
        else
        {
            RunKernel(_product.ColumnsFrom(start, end - start), _buffers[member]);
            _epilogue?.Apply(0, _product.Rows, start, end - start);
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

    private static double Size(int rows, int columns, int depth) => (double)rows * columns * depth;

    private static int Units(int length, int unit) => (length + unit - 1) / unit;

    /// <summary>Decides how a product is divided, and says into how many parts.</summary>
    private int Divide(in Product product, int members)
    {
        double size = Size(product.Rows, product.Columns, product.Depth);
        if (size < 2 * LeastPart)
        {
            return 1;
        }

        // What is packed should be packed once: a transposed a by who has its rows, if they can be shared evenly, b by who has its columns.
        int rowTiles = Units(product.Rows, WidestLanes.TileRows);
        int panels = Units(product.Columns, WidestLanes.PanelWidth);
        bool packsRows = product.ARowStride == 1 && product.ADepthStride > 1;
        _byRows = packsRows ? rowTiles >= FewRowTiles * members || rowTiles > panels : panels < 2 * members && rowTiles > panels;
        int mostRounds = _byRows && !packsRows ? 1 : PartsForThread;
        int rounds = (int)Math.Clamp(size / (LeastPart * members), 1, mostRounds);
        return Math.Min(rounds * members, _byRows ? rowTiles : panels);
    }
}
