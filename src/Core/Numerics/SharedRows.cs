namespace MLNet.Autoencoder.Numerics;

/// <summary>Processes rows in blocks that stay in the cache, on several threads if there is enough to do.</summary>
/// <param name="width">The number of values in a row.</param>
/// <param name="runParts">Runs the parts of a task, given their number, on several threads; <see langword="null"/> to use only the caller's.</param>
internal sealed class SharedRows(int width, Action<int, Action<int>>? runParts = null)
{
    // The values of a block, and as many drawn for them, fit in the L1 cache.
    private const int BlockLength = 1 << 12;

    // A few microseconds of work for each of two threads.
    private const int MinSharedLength = 1 << 13;

    private readonly int _blockRows = Math.Max(1, BlockLength / width);

    // State of the work in progress. The delegate is kept, because a new one would be allocated in every step.
    private Action<int>? _runBlock;
    private Action<RowBlock>? _work;
    private int _rows;

    /// <summary>Does work for all rows, and returns when it is done. Blocks must not depend on each other.</summary>
    public void Run(int rows, Action<RowBlock> work)
    {
        (_work, _rows) = (work, rows);
        int blocks = Division.RoundUp(rows, _blockRows);
        if (runParts is not null && (long)rows * width >= MinSharedLength)
        {
            runParts(blocks, _runBlock ??= RunBlock);
        }
        else
        {
            for (int block = 0; block < blocks; block++)
            {
                RunBlock(block);
            }
        }

        _work = null;
    }

    private void RunBlock(int block)
    {
        int start = block * _blockRows;
        _work!(new RowBlock(start, Math.Min(_blockRows, _rows - start)));
    }
}
