using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Data;

/// <summary>
/// The rows to train on, in a new random order each epoch, which is a function of the seed, the epoch, and how many rows are shuffled with each other.
/// How many are held at a time does not show in it.
/// </summary>
/// <remarks>
/// Rows are shuffled within windows. Where those of a window are not held at once, they are read once for each of its parts, and those kept whose
/// places are there. Each part has a pass of its own, which goes on where it stopped when the next window comes: however many windows there are, rows
/// are read as many times as a window has parts.
/// </remarks>
internal sealed class ShuffledRows : IDisposable
{
    // A smaller part would save little memory for many passes.
    private const int MostParts = 16;

    private readonly long _count;
    private readonly ulong _seed;
    private readonly Func<ITrainingPass> _open;
    private readonly int _windowRows;
    private readonly int _partRows;
    private readonly int[] _order;
    private readonly ITrainingPass?[] _passes;
    private ulong _epoch;
    private int _nextPart;

    /// <param name="count">How many rows there are; 1 or more.</param>
    /// <param name="mostShuffled">How many may be shuffled with each other; 1 or more.</param>
    /// <param name="mostHeld">How many may be held at a time; 1 or more, and less than a sixteenth of a window is taken for that.</param>
    /// <param name="seed">The seed of the fit.</param>
    /// <param name="open">Starts a pass.</param>
    public ShuffledRows(long count, long mostShuffled, long mostHeld, ulong seed, Func<ITrainingPass> open)
    {
        _count = count;
        _seed = seed;
        _open = open;
        _windowRows = (int)Divide(count, Divide(count, Math.Min(mostShuffled, Array.MaxLength)));
        _partRows = (int)Divide(_windowRows, Math.Min(Divide(_windowRows, mostHeld), MostParts));
        _passes = new ITrainingPass?[Divide(_windowRows, _partRows)];
        _order = new int[_partRows];
    }

    /// <summary>Starts an epoch; the first is 1.</summary>
    public void StartEpoch(int epoch)
    {
        Dispose();
        (_epoch, _nextPart) = ((ulong)epoch, 0);
    }

    /// <summary>Holds the next rows of the epoch, in place of those before.</summary>
    /// <returns>Where they are in the store, in their order; empty at the end of the epoch.</returns>
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
        // The sequence has room for every epoch and 2^15 windows in each; beyond that orders repeat, which does no harm.
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
