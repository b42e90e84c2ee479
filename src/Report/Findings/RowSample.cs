using MLNet.Autoencoder.Diagnostics;

namespace MLNet.Autoencoder.Report.Findings;

/// <summary>A random sample of the rows, in their original order.</summary>
/// <param name="Values">The rows, <c>[n, d]</c>.</param>
/// <param name="Numbers">The numbers of the rows among all rows, counted from 1, <c>[n]</c>.</param>
/// <param name="Labels">The labels, <c>[n]</c>.</param>
/// <param name="RowCount">The number of all rows.</param>
internal sealed record RowSample(float[] Values, long[] Numbers, RowLabel[] Labels, long RowCount)
{
    private const int MaxValues = 1 << 24;

    /// <summary>Draws rows, all with the same probability, and the same ones in every report.</summary>
    /// <param name="reader">The rows.</param>
    /// <param name="dimension">d, the number of values in a row.</param>
    /// <param name="maximumRows">The maximum number of rows to draw.</param>
    public static RowSample Draw(ILabeledReader reader, int dimension, int maximumRows)
    {
        var reservoir = new Reservoir(Math.Min(maximumRows, Math.Max(1, MaxValues / dimension)));
        var kept = new List<(long Number, float[] Row, RowLabel Label)>();
        float[] row = new float[dimension];
        while (reader.Read(row))
        {
            int place = reservoir.Place();
            if (place == kept.Count)
            {
                kept.Add((reservoir.Count, [.. row], reader.Label));
            }
            else if (place >= 0)
            {
                row.CopyTo(kept[place].Row, 0);
                kept[place] = (reservoir.Count, kept[place].Row, reader.Label);
            }
        }

        kept.Sort((first, second) => first.Number.CompareTo(second.Number));
        float[] values = new float[checked(kept.Count * dimension)];
        for (int i = 0; i < kept.Count; i++)
        {
            kept[i].Row.CopyTo(values, i * dimension);
        }

        return new RowSample(values, [.. kept.Select(one => one.Number)], [.. kept.Select(one => one.Label)], reservoir.Count);
    }

    /// <summary>Some of these rows.</summary>
    /// <param name="rows">The indices of the rows in this sample.</param>
    public RowSample Only(IReadOnlyList<int> rows)
    {
        int dimension = Values.Length / Numbers.Length;
        float[] values = new float[checked(rows.Count * dimension)];
        for (int i = 0; i < rows.Count; i++)
        {
            Values.AsSpan(rows[i] * dimension, dimension).CopyTo(values.AsSpan(i * dimension));
        }

        return new RowSample(values, [.. rows.Select(row => Numbers[row])], [.. rows.Select(row => Labels[row])], RowCount);
    }
}
