using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>Points that have a colour in common: a category, or a shade of a range of numbers.</summary>
internal sealed class PointGroups
{
    private const int Shades = 7;

    private readonly bool _isOfNumbers;
    private readonly IReadOnlyList<int> _groupOf;

    /// <param name="colours">What points are coloured by.</param>
    /// <param name="count">How many points there are.</param>
    public PointGroups(RowColours colours, int count)
    {
        _isOfNumbers = colours.Numbers.Count > 0;
        (Names, _groupOf) = Group(colours, count);
        HasOthers = _groupOf.Contains(-1);
    }

    /// <summary>The names of the groups, in their order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether there are points that are in none.</summary>
    public bool HasOthers { get; }

    /// <summary>Whether groups are categories.</summary>
    public bool AreCategories => Names.Count > 0 && !_isOfNumbers;

    /// <summary>The group of a point, −1 for none.</summary>
    public int this[int point] => _groupOf[point];

    public string NameOf(int group) => group >= 0 ? Names[group] : Names.Count == 0 ? "rows" : _isOfNumbers ? "none" : "others and none";

    /// <summary>The CSS class of a group's points.</summary>
    public string StyleOf(int group) => group >= 0 ? $"{(_isOfNumbers ? 's' : 'c')}{group}" : Names.Count == 0 ? "plain" : "other";

    /// <summary>The groups with their names and how many points they have; null where there are none.</summary>
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

    private static (IReadOnlyList<string> Names, IReadOnlyList<int> GroupOf) Group(RowColours colours, int count) => colours switch
    {
        { Numbers.Count: > 0 } => ShadesOf(colours.Numbers),
        { Categories.Count: > 0 } => (colours.Categories, colours.CategoryOf),
        _ => ([], [.. Enumerable.Repeat(-1, count)]),
    };

    /// <summary>Even parts of the range without the fiftieth that is least and the one that is largest.</summary>
    private static (string[] Names, int[] GroupOf) ShadesOf(IReadOnlyList<double> numbers)
    {
        double[] sorted = [.. numbers.Where(double.IsFinite).Order()];
        Axis range = Axis.Linear(sorted[sorted.Length / 50], sorted[sorted.Length - 1 - (sorted.Length / 50)]);
        string[] names = [.. Enumerable.Range(0, Shades).Select(shade => shade switch
        {
            0 => $"to {Bound(1)}",
            Shades - 1 => $"from {Bound(shade)}",
            _ => $"{Bound(shade)} to {Bound(shade + 1)}",
        })];
        return (names, [.. numbers.Select(ShadeOf)]);

        string Bound(int shade) => NumberText.Of(range.ValueAt((double)shade / Shades));
        int ShadeOf(double number) => double.IsFinite(number) ? (int)Math.Clamp(Math.Floor(range.Place(number) * Shades), 0, Shades - 1) : -1;
    }
}
