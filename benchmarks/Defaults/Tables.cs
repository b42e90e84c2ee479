using System.Globalization;

namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>All tables by name.</summary>
internal static class Tables
{
    private const int DefaultSplit = 7;

    private static readonly int[] FactorRows = [300, 2_000, 10_000, 50_000, 1_000_000];

    /// <summary>Generates or reads each table, given the seed of its split.</summary>
    private static readonly OrderedDictionary<string, Func<int, Table>> All = new(
    [
        .. FactorRows.Select(Factors),
        new("log-normal", _ => GeneratedTables.LogNormal("log-normal")),
        .. SharedData.IsAvailable ? (KeyValuePair<string, Func<int, Table>>[])[new("flights", SharedData.Flights)] : [],
        .. Images.AreAvailable ? (KeyValuePair<string, Func<int, Table>>[])[new("images", split => Images.Of("images", rows: 5_000, split))] : [],
        .. SharedData.NamesIn("anomaly").Select(name => KeyValuePair.Create<string, Func<int, Table>>("anomaly/" + name, split => SharedData.Anomalies(name, split))),
        .. SharedData.NamesIn("tables").Select(name => KeyValuePair.Create<string, Func<int, Table>>("tables/" + name, split => SharedData.Classes(name, split))),
    ]);

    /// <summary>The tables whose names start with one of the prefixes; all tables if there are none.</summary>
    /// <param name="prefixes">The prefixes.</param>
    /// <param name="split">The seed of the split; <see langword="null"/> for the default.</param>
    /// <exception cref="FormatException">No table starts with a prefix.</exception>
    public static IEnumerable<Table> StartingWith(IReadOnlyList<string> prefixes, int? split)
    {
        if (prefixes.FirstOrDefault(prefix => !All.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal))) is { } unknown)
        {
            throw new FormatException($"No table starts with '{unknown}'. The tables are {string.Join(", ", All.Keys)}.");
        }

        return All.Where(table => prefixes.Count == 0 || prefixes.Any(prefix => table.Key.StartsWith(prefix, StringComparison.Ordinal)))
            .Select(table => table.Value(split ?? DefaultSplit));
    }

    private static KeyValuePair<string, Func<int, Table>> Factors(int rows)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"factors-{rows}");
        return new(name, _ => GeneratedTables.Factors(name, rows));
    }
}
