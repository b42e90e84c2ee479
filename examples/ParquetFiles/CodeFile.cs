using System.Globalization;
using MLNet.Autoencoder;
using ParquetSharp;

/// <summary>A Parquet file with the codes of the rows in another: their identifiers, and a column for each latent unit.</summary>
internal static class CodeFile
{
    /// <summary>Encodes a file, one row group at a time.</summary>
    public static void Write(AutoencoderModel model, string rowFile, IReadOnlyList<string> columns, string codeFile)
    {
        using var reader = new ParquetFileReader(rowFile);
        using var writer = new ParquetFileWriter(codeFile, ColumnsFor(model));
        for (int number = 0; number < reader.FileMetaData.NumRowGroups; number++)
        {
            using RowGroupReader group = reader.RowGroup(number);
            int count = checked((int)group.MetaData.NumRows);
            using var rows = new RowGroupRows(group, columns);
            float[] values = new float[count * columns.Count];
            rows.Read(values);
            Append(writer, IdentifiersOf(group, count), model.Encode(values), model.LatentDimension);
        }

        writer.Close();
    }

    /// <summary>The number of rows, and the first of them.</summary>
    public static string Describe(string codeFile)
    {
        using var reader = new ParquetFileReader(codeFile);
        using RowGroupReader group = reader.RowGroup(0);
        IEnumerable<float> first = Enumerable.Range(1, reader.FileMetaData.NumColumns - 1).Select(column => FirstOf(group, column));
        string codes = string.Join("  ", first.Select(code => code.ToString("F2", CultureInfo.InvariantCulture)));
        return $"{reader.FileMetaData.NumRows} rows; the first, {IdentifiersOf(group, 1)[0]}, has the code {codes}";
    }

    private static Column[] ColumnsFor(AutoencoderModel model) =>
    [
        new Column<long>(SampleFile.IdentifierName),
        .. Enumerable.Range(0, model.LatentDimension).Select(unit => new Column<float>($"Code{unit}")),
    ];

    private static void Append(ParquetFileWriter writer, long[] identifiers, float[] codes, int latentDimension)
    {
        using RowGroupWriter group = writer.AppendRowGroup();
        using (LogicalColumnWriter<long> column = group.NextColumn().LogicalWriter<long>())
        {
            column.WriteBatch(identifiers);
        }

        for (int unit = 0; unit < latentDimension; unit++)
        {
            using LogicalColumnWriter<float> column = group.NextColumn().LogicalWriter<float>();
            column.WriteBatch([.. Enumerable.Range(0, identifiers.Length).Select(row => codes[(row * latentDimension) + unit])]);
        }
    }

    private static long[] IdentifiersOf(RowGroupReader group, int count)
    {
        using LogicalColumnReader<long> column = group.Column(0).LogicalReader<long>();
        return column.ReadAll(count);
    }

    private static float FirstOf(RowGroupReader group, int column)
    {
        using LogicalColumnReader<float> values = group.Column(column).LogicalReader<float>();
        return values.ReadAll(1)[0];
    }
}
