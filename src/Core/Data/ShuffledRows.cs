using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Data;

/// <summary>
/// The training rows in a new random order each epoch. The order is a function of the seed, the epoch, and how many rows are shuffled together; it
/// does not depend on how many rows are held in memory at a time.
/// </summary>
/// <remarks>
/// Rows are shuffled within windows. If the rows of a window do not fit in memory, the window's order is divided into parts, and the rows are read
/// once for each part; only rows with positions in the part are kept. Each part has its own pass, which continues where it stopped when the next
/// window comes. However many windows there are, the rows are read as many times as a window has parts.
/// </remarks>
internal sealed class ShuffledRows : IDisposable
{
    // A smaller part would save little memory and need many more passes.
    private const int MaxParts = 16;

    private readonly long _count;
    private readonly ulong _seed;
    private readonly Func<ITrainingPass> _open;
    private readonly int _windowRows;
    private readonly int _partRows;
    private readonly int[] _order;
    private readonly ITrainingPass?[] _passes;
    private ulong _epoch;
    private int _nextPart;

    /// <param name="count">The number of rows; 1 or more.</param>
    /// <param name="maxShuffled">The most rows to shuffle together; 1 or more.</param>
    /// <param name="maxHeld">The most rows to hold at a time; 1 or more. At least a sixteenth of a window is always held.</param>
    /// <param name="seed">The seed of the fit.</param>
    /// <param name="open">Starts a pass.</param>
    public ShuffledRows(long count, long maxShuffled, long maxHeld, ulong seed, Func<ITrainingPass> open)
    {
        _count = count;
        _seed = seed;
        _open = open;
        _windowRows = (int)Divide(count, Divide(count, Math.Min(maxShuffled, Array.MaxLength)));
        _partRows = (int)Divide(_windowRows, Math.Min(Divide(_windowRows, maxHeld), MaxParts));
        _passes = new ITrainingPass?[Divide(_windowRows, _partRows)];
        _order = new int[_partRows];
    }

    /// <summary>The most rows that are held at a time.</summary>
    public int HeldRows => _partRows;

    /// <summary>The number of parts in which the rows of a window are read.</summary>
    public int Parts => _passes.Length;

    /// <summary>Starts an epoch; the first is 1.</summary>
    public void StartEpoch(int epoch)
    {
        Dispose();
        (_epoch, _nextPart) = ((ulong)epoch, 0);
    }

    /// <summary>Reads the next rows of the epoch in place of the previous ones.</summary>
    /// <returns>The indices of the rows in the store, in the order of training; empty at the end of the epoch.</returns>
    public ReadOnlyMemory<int> Next()
    {
        (int window, int part) = Math.DivRem(_nextPart++, _passes.Length);
        long first = (long)window * _windowRows;
        int inWindow = (int)Math.Min(_windowRows, _count - first);
        int firstPlace = part * _partRows;
        int count = Math.Min(_partRows, inWindow - firstPlace);
        if (count <= 0)
        {
            return default;
        }

        ITrainingPass pass = _passes[part] ??= _open();
        Fill(pass, window, inWindow, firstPlace, count);
        if (first + inWindow == _count)
        {
            pass.End();
            Close(part);
        }

        return _order.AsMemory(0, count);
    }

    /// <summary>Ends the epoch.</summary>
    public void Dispose()
    {
        for (int part = 0; part < _passes.Length; part++)
        {
            Close(part);
        }
    }

    /// <summary>The quotient, rounded up.</summary>
    private static long Divide(long a, long b) => ((a - 1) / b) + 1;

    private void Fill(ITrainingPass pass, int window, int inWindow, int firstPlace, int count)
    {
        // The sequence has room for every epoch and 2^15 windows in each. Beyond that, orders repeat, which does no harm.
        var places = new RandomPermutation(
            new RandomStream(_seed, RandomPurpose.RowOrder, (_epoch << 15) | ((ulong)window % (1 << 15))), inWindow);
        pass.Release();
        for (int row = 0; row < inWindow; row++)
        {
            pass.MoveNext();
            int place = places[row] - firstPlace;
            if ((uint)place < (uint)count)
            {
                _order[place] = pass.Keep();
            }
        }
    }

    private void Close(int part)
    {
        _passes[part]?.Dispose();
        _passes[part] = null;
    }
}
