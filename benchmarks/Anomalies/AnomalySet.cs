using System.Globalization;
using System.IO.Compression;

namespace MLNet.Autoencoder.Benchmarks.Anomalies;

/// <summary>A table whose anomalous rows are marked, and how it is split.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Training">The rows to train on.</param>
/// <param name="Test">The rows to score.</param>
/// <param name="TestLabels">1 for an anomalous row, 0 for a normal one.</param>
internal sealed record AnomalySet(string Name, float[][] Training, float[][] Test, float[] TestLabels)
{
    private const string Ending = ".csv.gz";

    /// <summary>The number of rows in the file.</summary>
    public int Rows => Training == Test ? Test.Length : Training.Length + Test.Length;

    /// <summary>d, the number of columns besides the label.</summary>
    public int Columns => Training[0].Length;

    /// <summary>The files of a folder whose names end with .csv.gz: numeric columns, then one that is 1 in anomalous rows.</summary>
    public static IEnumerable<string> FilesIn(string folder) => Directory.GetFiles(folder, "*" + Ending).Order(StringComparer.Ordinal);

    /// <summary>
    /// Half of the normal rows, in the order of the file, train; the others and all anomalies are scored (Livernoche et al., On Diffusion Modeling for Anomaly
    /// Detection, 2024).
    /// </summary>
    public static AnomalySet SemiSupervised(string file)
    {
        (float[][] rows, float[] labels) = Read(file);
        int[] normal = [.. Enumerable.Range(0, rows.Length).Where(row => labels[row] == 0)];
        var training = normal.Take((int)Math.Round(normal.Length / 2.0, MidpointRounding.ToEven)).ToHashSet();
        int[] test = [.. Enumerable.Range(0, rows.Length).Where(row => !training.Contains(row))];
        return new AnomalySet(
            NameOf(file), [.. training.Order().Select(row => rows[row])], Array.ConvertAll(test, row => rows[row]), Array.ConvertAll(test, row => labels[row]));
    }

    /// <summary>All rows train, without their labels, and are scored.</summary>
    public static AnomalySet Unsupervised(string file)
    {
        (float[][] rows, float[] labels) = Read(file);
        return new AnomalySet(NameOf(file), rows, rows, labels);
    }

    private static string NameOf(string file) => Path.GetFileName(file)[..^Ending.Length];

    private static (float[][] Rows, float[] Labels) Read(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        reader.ReadLine();
        var lines = new List<float[]>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            lines.Add(Array.ConvertAll(line.Split(','), text => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)));
        }

        return ([.. lines.Select(line => line[..^1])], [.. lines.Select(line => line[^1])]);
    }
}
