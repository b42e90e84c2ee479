using System.Runtime.Intrinsics;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Divides a product among the threads of a team, by blocks of rows or columns of its result. Sums are never divided, so no element depends on which
/// thread computed it.
/// </summary>
internal sealed unsafe class SharedProduct(ThreadTeam? threads) : ITeamWork
{
    // The fewest multiply-adds in a part: some microseconds of work, several times the cost of handing it out.
    private const double MinPart = 1 << 18;

    // More parts than threads, so that a delayed thread holds up the others for less time; the same number for each.
    private const int PartsPerThread = 2;

    // With fewer tiles of rows per thread than this, the work would be too uneven.
    private const int MinRowTilesPerThread = 4;

    private readonly PackingBuffer[] _buffers = [.. Enumerable.Range(0, threads?.Size ?? 1).Select(_ => new PackingBuffer())];
    private Product _product;
    private IProductEpilogue? _epilogue;
    private bool _byRows;
    private int _parts;

    /// <summary>
    /// Whether a network whose largest product has this size gains from threads. Shared data moves between the caches of the threads: with smaller
    /// products, two threads take twice the time of one.
    /// </summary>
    public static bool IsWorthATeam(int rows, int columns, int depth) => Size(rows, columns, depth) >= 4 * MinPart;

    /// <summary>Computes a product, and applies the epilogue to its result.</summary>
    public void Run(in Product product, IProductEpilogue? epilogue)
    {
        _parts = threads is null ? 1 : Divide(product, threads.Size);
        if (_parts == 1)
        {
            RunKernel(product, _buffers[0]);
            epilogue?.Apply(product.FirstRow, product.Rows, 0, product.Columns);
            return;
        }

        (_product, _epilogue) = (product, epilogue);
        threads!.Run(this, _parts);
        (_product, _epilogue) = (default, null);
    }

    /// <summary>Reverses the order in which single rows process their columns.</summary>
    public void ReverseDirection() => _buffers[0].IsReversed = !_buffers[0].IsReversed;

    void ITeamWork.Run(int part, int member)
    {
        (int length, int tile) = _byRows ? (_product.Rows, WidestLanes.TileRows) : (_product.Columns, WidestLanes.PanelWidth);
        int tiles = Division.RoundUp(length, tile);
        int start = (int)((long)tiles * part / _parts * tile);
        int end = (int)Math.Min(length, (long)tiles * (part + 1) / _parts * tile);
        if (_byRows)
        {
            RunKernel(_product.RowsFrom(start, end - start), _buffers[member]);
            _epilogue?.Apply(_product.FirstRow + start, end - start, 0, _product.Columns);
        }
        else
        {
            RunKernel(_product.ColumnsFrom(start, end - start), _buffers[member]);
            _epilogue?.Apply(_product.FirstRow, _product.Rows, start, end - start);
        }
    }

    /// <summary>Runs the kernel at this processor's width; the JIT keeps only one branch.</summary>
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

    /// <summary>Decides how to divide a product, and returns the number of parts.</summary>
    private int Divide(in Product product, int members)
    {
        double size = Size(product.Rows, product.Columns, product.Depth);
        if (size < 2 * MinPart)
        {
            return 1;
        }

        // Operands should be packed only once: a transposed a by the thread that has its rows, if they can be shared evenly; b by the thread that has
        // its columns.
        int rowTiles = Division.RoundUp(product.Rows, WidestLanes.TileRows);
        int panels = Division.RoundUp(product.Columns, WidestLanes.PanelWidth);
        bool packsRows = product.ARowStride == 1 && product.ADepthStride > 1;
        _byRows = packsRows ? rowTiles >= MinRowTilesPerThread * members || rowTiles > panels : panels < 2 * members && rowTiles > panels;
        int maxRounds = _byRows && !packsRows ? 1 : PartsPerThread;
        int rounds = (int)Math.Clamp(size / (MinPart * members), 1, maxRounds);
        return Math.Min(rounds * members, _byRows ? rowTiles : panels);
    }
}
