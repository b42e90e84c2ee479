using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>Groups of points that share a color: the points of a category, or of a range of numbers.</summary>
internal sealed class PointGroups
{
    private const int Shades = 7;

    private readonly bool _isOfNumbers;
    private readonly IReadOnlyList<int> _groupOf;

    /// <param name="colors">What the points are colored by.</param>
    /// <param name="count">The number of points.</param>
    public PointGroups(RowColors colors, int count)
    {
        _isOfNumbers = colors.Numbers.Count > 0;
        (Names, _groupOf) = Group(colors, count);
        HasOthers = _groupOf.Contains(-1);
    }

    /// <summary>The names of the groups, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether some points are in no group.</summary>
    public bool HasOthers { get; }

    /// <summary>Whether the groups are categories.</summary>
    public bool AreCategories => Names.Count > 0 && !_isOfNumbers;

    /// <summary>The group of a point; −1 for none.</summary>
    public int this[int point] => _groupOf[point];

    public string NameOf(int group) => group >= 0 ? Names[group] : Names.Count == 0 ? "rows" : _isOfNumbers ? "none" : "other or none";

    /// <summary>The CSS class of a group's points.</summary>
    public string StyleOf(int group) => group >= 0 ? $"{(_isOfNumbers ? 's' : 'c')}{group}" : Names.Count == 0 ? "plain" : "other";

    /// <summary>The names of the groups and their numbers of points; null if there are no groups.</summary>
    public XElement? Legend() => Names.Count == 0
        ? null
        : Html.Element("ul", Html.Class("legend"), Names.Select((_, group) => Entry(group)), HasOthers ? Entry(-1) : null);

    private XElement Entry(int group) => Html.Element(
        "li",
        Svg.Element(
            "svg",
            new XAttribute("aria-hidden", "true"),
            new XAttribute("viewBox", "0 0 10 10"),
            Svg.Element("path", Html.Class("points " + StyleOf(group)), Svg.Attribute("d", "M5 5h.1"))),
        Shortened.ToLabel(NameOf(group)),
        Html.Element("span", " " + NumberText.Count(_groupOf.Count(other => other == group))));

    private static (IReadOnlyList<string> Names, IReadOnlyList<int> GroupOf) Group(RowColors colors, int count) => colors switch
    {
        { Numbers.Count: > 0 } => ShadesOf(colors.Numbers),
        { Categories.Count: > 0 } => (colors.Categories, colors.CategoryOf),
        _ => ([], [.. Enumerable.Repeat(-1, count)]),
    };

    /// <summary>Equal parts of the range of the numbers, leaving out the smallest and the largest 2 percent.</summary>
    private static (string[] Names, int[] GroupOf) ShadesOf(IReadOnlyList<double> numbers)
    {
        double[] sorted = [.. numbers.Where(double.IsFinite).Order()];
        Axis range = Axis.Linear(sorted[sorted.Length / 50], sorted[sorted.Length - 1 - (sorted.Length / 50)]);
        string[] names = [.. Enumerable.Range(0, Shades).Select(shade => shade switch
        {
            0 => $"up to {Bound(1)}",
            Shades - 1 => $"{Bound(shade)} and above",
            _ => $"{Bound(shade)} to {Bound(shade + 1)}",
        })];
        return (names, [.. numbers.Select(ShadeOf)]);

        string Bound(int shade) => NumberText.Of(range.ValueAt((double)shade / Shades));
        int ShadeOf(double number) => double.IsFinite(number) ? (int)Math.Clamp(Math.Floor(range.Position(number) * Shades), 0, Shades - 1) : -1;
    }
}
