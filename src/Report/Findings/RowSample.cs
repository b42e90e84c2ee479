using MLNet.Autoencoder.Diagnostics;

namespace MLNet.Autoencoder.Report.Findings;

/// <summary>Rows that were drawn from all rows, in their order.</summary>
/// <param name="Values">The rows, <c>[n, d]</c>.</param>
/// <param name="Numbers">Which rows they are, <c>[n]</c>; the first of all is 1.</param>
/// <param name="Labels">Their labels, <c>[n]</c>.</param>
/// <param name="RowCount">How many rows there are in all.</param>
internal sealed record RowSample(float[] Values, long[] Numbers, RowLabel[] Labels, long RowCount)
{
    private const int MostValues = 1 << 24;

    /// <summary>Draws rows, each as likely as the others, and the same ones in every report.</summary>
    /// <param name="reader">The rows.</param>
    /// <param name="dimension">d, the number of values in a row.</param>
    /// <param name="maximumRows">How many to draw, if there are so many.</param>
    public static RowSample Draw(ILabelledReader reader, int dimension, int maximumRows)
    {
        var reservoir = new Reservoir(Math.Min(maximumRows, Math.Max(1, MostValues / dimension)));
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
        float[] values = new float[kept.Count * dimension];
        for (int i = 0; i < kept.Count; i++)
        {
            kept[i].Row.CopyTo(values, i * dimension);
        }

        return new RowSample(values, [.. kept.Select(one => one.Number)], [.. kept.Select(one => one.Label)], reservoir.Count);
    }

    /// <summary>Some of these rows.</summary>
    /// <param name="rows">Which, by their places among these.</param>
    public RowSample Only(IReadOnlyList<int> rows)
    {
        int dimension = Values.Length / Numbers.Length;
        float[] values = new float[rows.Count * dimension];
        for (int i = 0; i < rows.Count; i++)
        {
            Values.AsSpan(rows[i] * dimension, dimension).CopyTo(values.AsSpan(i * dimension));
        }

        return new RowSample(values, [.. rows.Select(row => Numbers[row])], [.. rows.Select(row => Labels[row])], RowCount);
    }
}
