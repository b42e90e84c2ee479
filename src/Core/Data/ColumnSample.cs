namespace MLNet.Autoencoder.Data;

/// <summary>A sample of the rows, read when a column of it is first wanted.</summary>
/// <param name="sample">Returns about as many rows as it is given, <c>[n, d]</c>.</param>
/// <param name="dimension">d.</param>
internal sealed class ColumnSample(Func<int, float[]> sample, int dimension)
{
    // Enough rows for a quantile, and few enough values for a small part of the memory of a fit.
    private const int MaxRows = 20_000;
    private const int MaxValues = 1 << 22;

    private readonly Lazy<float[]> _rows = new(() => sample(Math.Clamp(MaxValues / dimension, 1, MaxRows)));

    /// <summary>The values of a slot, without missing ones.</summary>
    public float[] ValuesOf(int slot)
    {
        float[] rows = _rows.Value;
        var values = new List<float>(rows.Length / dimension);
        for (long i = slot; i < rows.Length; i += dimension)
        {
            if (!float.IsNaN(rows[i]))
            {
                values.Add(rows[i]);
            }
        }

        return [.. values];
    }
}
