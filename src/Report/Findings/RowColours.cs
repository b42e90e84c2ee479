using System.Globalization;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Findings;

/// <summary>What rows are coloured by: categories, numbers, or nothing.</summary>
/// <param name="Categories">The names of categories, each a colour; empty for none.</param>
/// <param name="CategoryOf">The category of each row, −1 for another or none; empty where there are no categories.</param>
/// <param name="Numbers">The number of each row; empty where there are none.</param>
internal sealed record RowColours(IReadOnlyList<string> Categories, IReadOnlyList<int> CategoryOf, IReadOnlyList<double> Numbers)
{
    /// <summary>The most categories that have colours of their own.</summary>
    public const int MostCategories = 10;

    /// <summary>Colours for labels.</summary>
    /// <param name="labels">The labels of the rows.</param>
    public static RowColours Of(IReadOnlyList<RowLabel> labels)
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
        && labels.Select(label => label.Number).Distinct().Take(MostCategories + 1).Count() <= MostCategories;

    /// <summary>The commonest have colours, in the order of keys and numbers, else of the alphabet.</summary>
    private static RowColours OfCategories(IReadOnlyList<RowLabel> labels, RowLabel[] given)
    {
        string[] categories =
        [
            .. given.GroupBy(NameOf).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(MostCategories)
                .OrderBy(group => group.First().Number).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key),
        ];
        return new(categories, [.. labels.Select(label => label.IsMissing ? -1 : Array.IndexOf(categories, NameOf(label)))], []);
    }

    /// <summary>A label as a word; of a whole number, which may be a year, the digits alone.</summary>
    public static string NameOf(RowLabel label) => label.Text
        ?? (Math.Round(label.Number) == label.Number ? label.Number.ToString(CultureInfo.InvariantCulture) : NumberText.Of(label.Number));
}
