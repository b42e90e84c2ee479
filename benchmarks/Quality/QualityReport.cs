using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>Prints the results for a data set: a table for readers, then lines for machines.</summary>
internal static class QualityReport
{
    private const int NameWidth = 14;
    private const int ValueWidth = 12;
    private const int DifferenceWidth = 9;

    /// <param name="data">The data set.</param>
    /// <param name="seeds">The number of cross-validations.</param>
    /// <param name="results">The value of each metric, method by method.</param>
    public static void Print(DataSet data, int seeds, IReadOnlyList<(string Method, IReadOnlyDictionary<string, double> Values)> results)
    {
        IReadOnlyDictionary<string, double> reference = results.Single(result => result.Method == Method.Reference).Values;
        string[] metrics = [.. Metrics.All.Where(reference.ContainsKey)];
        Write($"{data.Name}: {data.Rows.RowCount} rows, {data.Rows.ColumnCount} columns, {data.Target.Description}; ");
        Write($"q = {data.LatentDimension}; means over {seeds} x {CrossValidation.Folds} folds, and differences from {Method.Reference}\n\n");
        Write($"{"",-NameWidth}{string.Concat(metrics.Select(Heading))}\n");
        foreach ((string method, IReadOnlyDictionary<string, double> values) in results)
        {
            Write($"{method,-NameWidth}{string.Concat(metrics.Select(metric => Cell(metric, values, reference)))}\n");
        }

        Write($"\n");
        foreach ((string method, IReadOnlyDictionary<string, double> values) in results)
        {
            foreach (string metric in metrics.Where(values.ContainsKey))
            {
                Write($"quality {data.Name} {method} {metric} {values[metric]:F4}\n");
            }
        }

        Write($"\n");
    }

    /// <summary>A heading for a value and, except for the seconds, its difference.</summary>
    private static string Heading(string metric)
    {
        string heading = metric.Replace('_', ' ');
        return "  " + heading.PadLeft(metric == Metrics.Seconds ? ValueWidth : ValueWidth + DifferenceWidth);
    }

    private static string Cell(string metric, IReadOnlyDictionary<string, double> values, IReadOnlyDictionary<string, double> reference)
    {
        string value = values.TryGetValue(metric, out double found) ? Output.Text($"{found:F4}") : "-";
        string difference = value == "-" || values == reference ? "" : Output.Text($"{found - reference[metric]:+0.0000;-0.0000;0.0000}");
        return "  " + value.PadLeft(ValueWidth) + (metric == Metrics.Seconds ? "" : difference.PadLeft(DifferenceWidth));
    }

    private static void Write(FormattableString text) => Console.Write(Output.Text(text));
}
