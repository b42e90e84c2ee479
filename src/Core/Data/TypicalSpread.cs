namespace MLNet.Autoencoder.Data;

/// <summary>How far values typically are from their mean.</summary>
internal static class TypicalSpread
{
    /// <summary>E|x − mean| of a normal distribution with deviation 1, √(2/π).</summary>
    private static readonly double OfNormal = Math.Sqrt(2 / Math.PI);

    /// <summary>
    /// The root mean square, over the slots that vary, of their mean absolute deviations, as a multiple of that of N(0, 1). Unlike a standard deviation,
    /// it is small in a slot that is nearly always the same, and a few huge values hardly change it.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="dimension">d.</param>
    /// <returns>0 if no slot varies.</returns>
    public static double Of(RowStore rows, int dimension)
    {
        double[] means = new double[dimension], deviations = new double[dimension];
        ForEachValue((slot, value) => means[slot] += value / rows.Count);
        ForEachValue((slot, value) => deviations[slot] += Math.Abs(value - means[slot]) / rows.Count / OfNormal);
        double[] varying = [.. deviations.Where(deviation => deviation > 0)];
        return varying.Length == 0 ? 0 : Math.Sqrt(varying.Average(deviation => deviation * deviation));

        void ForEachValue(Action<int, double> action)
        {
            float[] buffer = new float[dimension];
            for (int row = 0; row < rows.Count; row++)
            {
                ReadOnlySpan<float> values = rows.Read(row, buffer);
                for (int slot = 0; slot < dimension; slot++)
                {
                    action(slot, values[slot]);
                }
            }
        }
    }
}
