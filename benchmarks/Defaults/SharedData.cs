using System.Globalization;
using System.IO.Compression;

namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>Reads the public tables beside the clone, in <c>../shared/data</c>. The README there names their sources and how they are split.</summary>
internal static class SharedData
{
    private static readonly Lazy<string?> Folder = new(() => Folders.Above("shared", "data"));

    /// <summary>Whether the tables are there.</summary>
    public static bool IsAvailable => Folder.Value is not null;

    /// <summary>The names of the tables in a folder; none if the folder is not there.</summary>
    public static IEnumerable<string> NamesIn(string folder) => IsAvailable
        ? Directory.GetFiles(Path.Combine(Folder.Value!, folder), "*.csv.gz").Select(file => Path.GetFileName(file)[..^".csv.gz".Length]).Order(StringComparer.Ordinal)
        : [];

    /// <summary>A data set of ADBench: all rows, a random third unseen, and q = min(8, d/2).</summary>
    /// <param name="name">The name of the data set.</param>
    /// <param name="seed">The seed of the split.</param>
    public static Table Anomalies(string name, int seed)
    {
        (string[] header, List<string[]> lines) = Read(Path.Combine("anomaly", name + ".csv.gz"));
        List<float[]> rows = [.. lines.Select(line => Array.ConvertAll(line[..^1], Number))];
        int q = Math.Min(8, (header.Length - 1) / 2);
        return Table.Split(name, rows, [], q, Table.Shuffled(rows.Count, seed), rows.Count / 3, int.MaxValue);
    }

    /// <summary>
    /// A classification table of KEEL: a stratified third unseen, at most 5,000 training rows, categories one-hot, columns standardized by the training
    /// rows, and q = min(8, d/2).
    /// </summary>
    /// <param name="name">The name of the table.</param>
    /// <param name="seed">The seed of the split.</param>
    public static Table Classes(string name, int seed)
    {
        (float[][] rows, float[] classes) = RowsOfClasses(name);
        int[] labels = Array.ConvertAll(classes, label => (int)label);

        int[] order = Table.Shuffled(rows.Length, seed);
        var test = order.GroupBy(row => labels[row]).SelectMany(group => group.Take(group.Count() / 3)).ToHashSet();
        int q = Math.Min(8, rows[0].Length / 2);
        Table table = Table.Split(name, rows, labels, q, [.. order.OrderByDescending(test.Contains)], test.Count, maxTrainingRows: 5_000);
        var units = new Units(table.Training, table.Columns);
        return table with { Training = units.Standardized(table.Training), Test = units.Standardized(table.Test) };
    }

    /// <summary>All rows of a data set of ADBench, without its labels, and which of them are anomalous.</summary>
    public static (float[][] Rows, float[] Labels) RowsOfAnomalies(string name)
    {
        (_, List<string[]> lines) = Read(Path.Combine("anomaly", name + ".csv.gz"));
        return ([.. lines.Select(line => Array.ConvertAll(line[..^1], Number))], [.. lines.Select(line => Number(line[^1]))]);
    }

    /// <summary>All rows of a classification table, categories one-hot, and their classes.</summary>
    public static (float[][] Rows, float[] Labels) RowsOfClasses(string name)
    {
        (string[] header, List<string[]> lines) = Read(Path.Combine("tables", name + ".csv.gz"));
        string[] classes = [.. lines.Select(line => line[^1]).Distinct().Order(StringComparer.Ordinal)];
        return (Encoded(header, lines), [.. lines.Select(line => (float)Array.IndexOf(classes, line[^1]))]);
    }

    /// <summary>All rows of a table with a number as its target, categories one-hot, and their targets.</summary>
    public static (float[][] Rows, float[] Targets) RowsOfTargets(string name)
    {
        (string[] header, List<string[]> lines) = Read(Path.Combine("targets", name + ".csv.gz"));
        return (Encoded(header, lines), [.. lines.Select(line => Number(line[^1]))]);
    }

    /// <summary>Flights from New York City in 2013: 30,000 unseen, and q = 5.</summary>
    /// <param name="seed">The seed of the split.</param>
    public static Table Flights(int seed)
    {
        (_, List<string[]> lines) = Read("flights.csv.gz");
        List<float[]> rows = [.. lines.Select(line => Array.ConvertAll(line, Number))];
        return Table.Split("flights", rows, [], latentDimension: 5, Table.Shuffled(rows.Count, seed), testRows: 30_000, int.MaxValue);
    }

    private static float[][] Encoded(string[] header, List<string[]> lines)
    {
        Func<string[], IEnumerable<float>>[] columns = [.. header[..^1].Select((title, column) => Encoder(title, column, lines))];
        return [.. lines.Select(line => columns.SelectMany(encode => encode(line)).ToArray())];
    }

    private static Func<string[], IEnumerable<float>> Encoder(string title, int column, List<string[]> lines)
    {
        if (title[0] == 'n')
        {
            return line => [Number(line[column])];
        }

        string[] categories = [.. lines.Select(line => line[column]).Distinct().Order(StringComparer.Ordinal)];
        return line => categories.Select(category => category == line[column] ? 1f : 0f);
    }

    private static (string[] Header, List<string[]> Lines) Read(string path)
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder.Value!, path)), CompressionMode.Decompress));
        string[] header = file.ReadLine()!.Split(',');
        var lines = new List<string[]>();
        while (file.ReadLine() is { Length: > 0 } line)
        {
            lines.Add(line.Split(','));
        }

        return (header, lines);
    }

    private static float Number(string text) => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
