using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>Chooses among the rows for which a unit fires.</summary>
internal sealed class FiringRows
{
    private readonly int _unit;
    private readonly (int Row, float Code)[] _strongestFirst;

    public FiringRows(Firings firings, int unit)
    {
        _unit = unit;
        FiringList.Entries firing = firings.OfUnit(unit);
        _strongestFirst = new (int Row, float Code)[firing.Others.Length];
        for (int i = 0; i < _strongestFirst.Length; i++)
        {
            _strongestFirst[i] = (firing.Others[i], firing.Codes[i]);
        }

        Array.Sort(_strongestFirst, (one, other) => one.Code != other.Code ? other.Code.CompareTo(one.Code) : one.Row.CompareTo(other.Row));
    }

    /// <summary>The rows with the largest codes, the largest first.</summary>
    public ReadOnlySpan<(int Row, float Code)> Top(int count) => _strongestFirst.AsSpan(0, Math.Min(count, _strongestFirst.Length));

    /// <summary>A random sample of the quarter of the rows with the smallest codes, without the top rows; the largest code first.</summary>
    /// <param name="count">The size of the sample.</param>
    /// <param name="topCount">The number of top rows.</param>
    public (int Row, float Code)[] Weak(int count, int topCount)
    {
        int n = _strongestFirst.Length, quarter = (n + 3) / 4;
        int first = Math.Max(n - quarter, Math.Min(topCount, n));
        return [.. Sampled(n - first, count, sample: 0).Select(i => _strongestFirst[first + i])];
    }

    /// <summary>A random sample of the rows.</summary>
    public int[] Sample(int count) => [.. Sampled(_strongestFirst.Length, count, sample: 1).Select(i => _strongestFirst[i].Row)];

    /// <summary>A random sample of the numbers below another, in ascending order. It depends on the unit and the number of the sample alone.</summary>
    private IEnumerable<int> Sampled(int all, int count, int sample)
    {
        if (all <= count)
        {
            return Enumerable.Range(0, all);
        }

        var order = new RandomPermutation(new RandomStream(0, RandomPurpose.UnitRows, (2 * (ulong)_unit) + (ulong)sample), all);
        return Enumerable.Range(0, count).Select(i => order[i]).Order();
    }
}
