using System.Runtime.InteropServices;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>
/// The codes of rows, unit by unit, without the zeros of units that fire for at most half of the rows. What concerns two units takes time in proportion to
/// the rows for which they fire.
/// </summary>
internal sealed class UnitCodes
{
    // Of each unit: the codes, and their rows, in order; no rows if the codes of all rows are there.
    private readonly float[][] _codes;
    private readonly int[][] _rows;
    private readonly double[] _means;
    private readonly double[] _variances;
    private readonly int _count;

    /// <param name="codes">The codes, <c>[n, q]</c>.</param>
    /// <param name="dimension">q.</param>
    /// <param name="statistics">The statistics of these codes.</param>
    public UnitCodes(ReadOnlySpan<float> codes, int dimension, CodeStatistics statistics)
    {
        _count = codes.Length / dimension;
        _codes = new float[dimension][];
        _rows = new int[dimension][];
        _means = new double[dimension];
        _variances = new double[dimension];
        for (int unit = 0; unit < dimension; unit++)
        {
            long firings = statistics.Firings(unit);
            bool isDense = 2 * firings > _count;
            _codes[unit] = new float[isDense ? _count : firings];
            _rows[unit] = isDense ? [] : new int[firings];
            (_means[unit], _variances[unit]) = (statistics.Mean(unit), statistics.Variance(unit));
        }

        Fill(codes, dimension);
    }

    /// <summary>Pearson's correlation between the codes of two units over the rows; 0 if one of them does not vary.</summary>
    public double Correlation(int first, int second)
    {
        double scale = Math.Sqrt(_variances[first] * _variances[second]);
        if (!(scale > 0))
        {
            return 0;
        }

        // Deviations add up to 0, so that Σ(x − x̄)(y − ȳ) = Σ(x − x̄)y, whose terms are 0 where y is: y is the unit that fires less often. The choice does
        // not depend on the order of the arguments.
        bool isSwapped = (_codes[first].Length, first).CompareTo((_codes[second].Length, second)) < 0;
        double sum = isSwapped ? SumOfProducts(second, first) : SumOfProducts(first, second);
        return Math.Clamp(sum / _count / scale, -1, 1);
    }

    private bool IsDense(int unit) => _rows[unit].Length < _codes[unit].Length;

    /// <summary>Σ(x − x̄)y over the rows for which y fires; Σ(x − x̄)(y − ȳ) over all rows if all codes of y are there.</summary>
    private double SumOfProducts(int x, int y)
    {
        double sum = 0, mean = _means[x], shift = IsDense(y) ? _means[y] : 0;
        int next = 0;
        for (int i = 0; i < _codes[y].Length; i++)
        {
            double code = CodeAt(x, IsDense(y) ? i : _rows[y][i], ref next);
            sum += (code - mean) * (_codes[y][i] - shift);
        }

        return sum;
    }

    /// <summary>The code of a unit for a row, in a pass over rows in order.</summary>
    private float CodeAt(int unit, int row, ref int next)
    {
        if (IsDense(unit))
        {
            return _codes[unit][row];
        }

        int[] rows = _rows[unit];
        while (next < rows.Length && rows[next] < row)
        {
            next++;
        }

        return next < rows.Length && rows[next] == row ? _codes[unit][next] : 0;
    }

    private void Fill(ReadOnlySpan<float> codes, int dimension)
    {
        int[] filled = new int[dimension];
        for (int row = 0; row < _count; row++)
        {
            ReadOnlySpan<float> ofRow = codes.Slice(row * dimension, dimension);
            for (int unit = NextNonzero(ofRow, 0); unit < dimension; unit = NextNonzero(ofRow, unit + 1))
            {
                if (IsDense(unit))
                {
                    _codes[unit][row] = ofRow[unit];
                }
                else if (ofRow[unit] != 0)
                {
                    _codes[unit][filled[unit]] = ofRow[unit];
                    _rows[unit][filled[unit]++] = row;
                }
            }
        }
    }

    /// <summary>The first unit from a position on whose bits are not those of 0; −0 is among them.</summary>
    private static int NextNonzero(ReadOnlySpan<float> codes, int start)
    {
        int offset = MemoryMarshal.Cast<float, int>(codes[start..]).IndexOfAnyExcept(0);
        return offset < 0 ? codes.Length : start + offset;
    }
}
