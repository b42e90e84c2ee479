using System.Globalization;

namespace MLNet.Autoencoder.Benchmarks.Labels;

/// <summary>The arguments of the command.</summary>
/// <param name="Groups">The groups of tables.</param>
/// <param name="Tables">The names of tables; empty for all.</param>
/// <param name="Features">The names of feature sets; empty for all.</param>
/// <param name="Share">The share of labels; <see langword="null"/> for each.</param>
/// <param name="Split">The seed of the splits.</param>
internal sealed record LabelsArguments(
    IReadOnlyList<TableGroup> Groups, IReadOnlyList<string> Tables, IReadOnlyList<string> Features, double? Share, int Split)
{
    private const int DefaultSplit = 7;

    /// <exception cref="FormatException">An argument is not understood.</exception>
    public static LabelsArguments Parse(string[] args)
    {
        var names = new List<string>();
        string[] features = [];
        double? share = null;
        int split = DefaultSplit;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--features" when i + 1 < args.Length:
                    features = args[++i].Split(',');
                    break;
                case "--share" when i + 1 < args.Length:
                    share = double.Parse(args[++i], NumberStyles.Float, CultureInfo.InvariantCulture);
                    break;
                case "--split" when i + 1 < args.Length:
                    split = int.Parse(args[++i], NumberStyles.None, CultureInfo.InvariantCulture);
                    break;
                default:
                    names.Add(args[i]);
                    break;
            }
        }

        string[] known = [.. FeatureSet.All.Select(set => set.Name), FeatureSet.Trees];
        if (features.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new FormatException($"'{unknown}' is not a set of features. The sets are {string.Join(", ", known)}.");
        }

        TableGroup[] groups = [.. TableGroup.All.Where(group => names.Count == 0 || names.Any(name => name.Split('/')[0] == group.Name))];
        return groups.Length > 0
            ? new LabelsArguments(groups, [.. names.Where(name => name.Contains('/'))], features, share, split)
            : throw new FormatException($"No group is named {string.Join(", ", names)}. The groups are {string.Join(", ", TableGroup.All.Select(group => group.Name))}.");
    }

    public bool Includes(TableGroup group, LabeledTable table) =>
        Tables.All(name => name.Split('/')[0] != group.Name) || Tables.Contains($"{group.Name}/{table.Name}");

    public bool Includes(string features) => Features.Count == 0 || Features.Contains(features);

    public bool Includes(double share) => Share is null || Share == share;
}
