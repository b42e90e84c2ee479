namespace MLNet.Autoencoder.Report.Findings;

/// <summary>Rows that were drawn from all rows, in their order.</summary>
/// <param name="Values">The rows, <c>[n, d]</c>.</param>
/// <param name="Numbers">Which rows they are, <c>[n]</c>; the first of all is 1.</param>
/// <param name="Labels">Their labels, <c>[n]</c>.</param>
/// <param name="RowCount">How many rows there are in all.</param>
internal sealed record RowSample(float[] Values, long[] Numbers, RowLabel[] Labels, long RowCount)
{
    private const int MostValues = 1 << 24;

    /// <summary>Draws rows, each as likely as the others: Vitter, Random Sampling with a Reservoir, 1985, algorithm R.</summary>
    /// <param name="reader">The rows.</param>
    /// <param name="dimension">d, the number of values in a row.</param>
    /// <param name="maximumRows">How many to draw, if there are so many.</param>
    public static RowSample Draw(ILabelledReader reader, int dimension, int maximumRows)
    {
        int most = Math.Min(maximumRows, Math.Max(1, MostValues / dimension));
        var kept = new List<(long Number, float[] Row, RowLabel Label)>();
        var random = new Random(0); // The same rows in every report.
        float[] row = new float[dimension];
        long count = 0;
        while (reader.Read(row))
        {
            count++;
            if (kept.Count < most)
            {
                kept.Add((count, [.. row], reader.Label));
            }
            else if (random.NextInt64(count) is var place && place < most)
            {
                row.CopyTo(kept[(int)place].Row, 0);
                kept[(int)place] = (count, kept[(int)place].Row, reader.Label);
            }
        }

        kept.Sort((first, second) => first.Number.CompareTo(second.Number));
        float[] values = new float[kept.Count * dimension];
        for (int i = 0; i < kept.Count; i++)
        {
            kept[i].Row.CopyTo(values, i * dimension);
        }

        return new RowSample(values, [.. kept.Select(one => one.Number)], [.. kept.Select(one => one.Label)], count);
    }

    /// <summary>The rows in an order of chance, the same every time: who looks at the first of them looks at some from all over.</summary>
    public InMemoryRows InRandomOrder()
    {
        int[] rows = [.. Enumerable.Range(0, Numbers.Length)];
        new Random(0).Shuffle(rows);
        return new InMemoryRows(Only(rows).Values, Values.Length / Numbers.Length);
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
