using System.Globalization;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Findings;

/// <summary>What rows are colored by: categories, numbers, or nothing.</summary>
/// <param name="Categories">The names of the categories, one per color; empty if there are none.</param>
/// <param name="CategoryOf">The category of each row, −1 for another or none; empty if there are no categories.</param>
/// <param name="Numbers">The number of each row; empty if there are none.</param>
internal sealed record RowColors(IReadOnlyList<string> Categories, IReadOnlyList<int> CategoryOf, IReadOnlyList<double> Numbers)
{
    /// <summary>The maximum number of categories with a color.</summary>
    public const int MaxCategories = 10;

    /// <summary>Chooses the colors for labels.</summary>
    /// <param name="labels">The labels of the rows.</param>
    public static RowColors Of(IReadOnlyList<RowLabel> labels)
    {
        RowLabel[] given = [.. labels.Where(label => !label.IsMissing)];
        if (given is [])
        {
            return new([], [], []);
        }

        bool isNumbers = given.All(label => label.Text is null);
        return isNumbers && !AreFewWholeNumbers(given)
            ? new([], [], [.. labels.Select(label => label.Number)])
            : OfCategories(labels, given);
    }

    private static bool AreFewWholeNumbers(RowLabel[] labels) =>
        labels.All(label => Math.Round(label.Number) == label.Number)
        && labels.Select(label => label.Number).Distinct().Take(MaxCategories + 1).Count() <= MaxCategories;

    /// <summary>The most common categories get colors, in the order of keys or numbers, otherwise alphabetically.</summary>
    private static RowColors OfCategories(IReadOnlyList<RowLabel> labels, RowLabel[] given)
    {
        string[] categories =
        [
            .. given.GroupBy(NameOf).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(MaxCategories)
                .OrderBy(group => group.First().Number).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key),
        ];
        return new(categories, [.. labels.Select(label => label.IsMissing ? -1 : Array.IndexOf(categories, NameOf(label)))], []);
    }

    /// <summary>The text of a label. A whole number, which may be a year, is written without separators.</summary>
    public static string NameOf(RowLabel label) => label.Text
        ?? (Math.Round(label.Number) == label.Number ? label.Number.ToString(CultureInfo.InvariantCulture) : NumberText.Of(label.Number));
}
