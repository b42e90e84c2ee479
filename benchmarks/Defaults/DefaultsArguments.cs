using System.Globalization;

namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>The arguments of the command.</summary>
/// <param name="Tables">Prefixes of the names of tables; empty for all.</param>
/// <param name="Kinds">The kinds to fit.</param>
/// <param name="Split">The seed of the splits; <see langword="null"/> for the default.</param>
internal sealed record DefaultsArguments(IReadOnlyList<string> Tables, IReadOnlyList<AutoencoderKind> Kinds, int? Split)
{
    private const string Streamed = "streamed";

    /// <summary>Whether tables in memory are wanted.</summary>
    public required bool IncludesTables { get; init; }

    /// <summary>Whether streamed fits are wanted.</summary>
    public required bool IncludesStreamed { get; init; }

    /// <exception cref="FormatException">An argument is not understood.</exception>
    public static DefaultsArguments Parse(string[] args, AutoencoderKind[] kinds)
    {
        var tables = new List<string>();
        var chosen = new List<AutoencoderKind>();
        int? split = null;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--kind" when i + 1 < args.Length:
                    string name = args[++i];
                    chosen.Add(kinds.FirstOrDefault(kind => kind.GetType().Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                        ?? throw new FormatException($"'{name}' is not a kind. The kinds are {string.Join(", ", kinds.Select(kind => kind.GetType().Name))}."));
                    break;
                case "--split" when i + 1 < args.Length:
                    split = int.Parse(args[++i], NumberStyles.None, CultureInfo.InvariantCulture);
                    break;
                default:
                    tables.Add(args[i]);
                    break;
            }
        }

        return new DefaultsArguments([.. tables.Where(table => table != Streamed)], chosen.Count == 0 ? kinds : chosen, split)
        {
            IncludesTables = tables.Count == 0 || tables.Any(table => table != Streamed),
            IncludesStreamed = tables.Count == 0 || tables.Contains(Streamed),
        };
    }

    /// <summary>The options of a fit: everything but the columns of the code is a default.</summary>
    public AutoencoderOptions Options(Table table, AutoencoderKind kind) => new() { LatentDimension = table.LatentDimension, Kind = kind, Seed = 1 };
}
