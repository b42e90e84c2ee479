using ParquetSharp;

/// <summary>Writes the input of this sample: a column of identifiers, and columns that depend on a few hidden factors, with some values missing.</summary>
internal static class SampleFile
{
    public const string IdentifierName = "Id";
    public const int FactorCount = 4;

    private const int RowGroupCount = 4;
    private const int RowsPerGroup = 5_000;
    private const double MissingShare = 0.02;

    public static readonly string[] ColumnNames = [.. Enumerable.Range(0, 20).Select(column => $"Sensor{column}")];

    public static void Write(string path, int seed)
    {
        var random = new Random(seed);
        Column[] columns = [new Column<long>(IdentifierName), .. ColumnNames.Select(name => new Column<float?>(name))];
        using var writer = new ParquetFileWriter(path, columns);
        for (int number = 0; number < RowGroupCount; number++)
        {
            long first = (((long)seed * RowGroupCount) + number) * RowsPerGroup;
            WriteGroup(writer, first, random);
        }

        writer.Close();
    }

    private static void WriteGroup(ParquetFileWriter writer, long firstIdentifier, Random random)
    {
        double[] factors = [.. Enumerable.Range(0, RowsPerGroup * FactorCount).Select(_ => Normal(random))];
        using RowGroupWriter group = writer.AppendRowGroup();
        using (LogicalColumnWriter<long> identifiers = group.NextColumn().LogicalWriter<long>())
        {
            identifiers.WriteBatch([.. Enumerable.Range(0, RowsPerGroup).Select(row => firstIdentifier + row)]);
        }

        for (int column = 0; column < ColumnNames.Length; column++)
        {
            using LogicalColumnWriter<float?> values = group.NextColumn().LogicalWriter<float?>();
            values.WriteBatch([.. Enumerable.Range(0, RowsPerGroup).Select(row => Value(factors.AsSpan(row * FactorCount, FactorCount), column, random))]);
        }
    }

    private static float? Value(ReadOnlySpan<double> factors, int column, Random random)
    {
        double sum = 0;
        for (int factor = 0; factor < FactorCount; factor++)
        {
            sum += Math.Sin((column * FactorCount) + factor + 1) * factors[factor];
        }

        double value = Math.Tanh(sum) + (0.1 * Normal(random));
        return random.NextDouble() < MissingShare ? null : (float)value;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
