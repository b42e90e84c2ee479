using System.Globalization;
using System.Xml.Linq;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>What rows show about each explained unit, with a search box for the text of its rows and slots.</summary>
internal sealed class UnitCards(UnitReport report)
{
    private const int TextLength = 300;
    private const int NameLength = 48;
    private const int MaxScores = 10;

    private readonly HashSet<int> _explained = [.. report.Units.Select(unit => unit.Unit)];

    public XElement ToElement() => Html.Section("Units", Html.Paragraph(HowToRead()), Search(), report.Units.Select(Card));

    /// <summary>A line with the figures that most readers look for.</summary>
    public XElement KeyFigures()
    {
        (string Value, string Name)[] figures =
        [
            ($"{NumberText.Count(report.FiringUnits)} of {NumberText.Count(report.LatentDimension)}", "units fire"),
            (NumberText.Count(report.Units.Count), "units explained"),
            (NumberText.Count(report.RowCount), "rows used"),
        ];
        return Html.Element(
            "ul", Html.Class("key"), figures.Select(figure => Html.Element("li", Html.Element("strong", figure.Value), " ", figure.Name)));
    }

    private string HowToRead() =>
        $"{NumberText.Count(report.Units.Count)} of the {NumberText.Count(report.FiringUnits, "unit")} that fire for at least one of "
        + $"{NumberText.Count(report.RowCount, "row")}. Read what the rows that fire a unit most have in common, and check that the weak rows have it too. Changes are "
        + "those of the reconstruction when the unit is switched off, averaged over rows for which it fires: a slot that decreases is one that the unit adds to. "
        + "Rows are numbered from 1.";

    /// <summary>The script shows the search box, so a reader whose browser runs no scripts does not see one.</summary>
    private static XElement Search() => Html.Element(
        "p",
        new XAttribute("id", SearchScript.SearchId),
        Html.Class("search"),
        new XAttribute("hidden", "hidden"),
        Html.Element("label", "Search ", Html.Void("input", new XAttribute("type", "search"), new XAttribute("autocomplete", "off"))),
        " ",
        Html.Element("output"));

    private XElement Card(UnitExplanation unit) => Html.Element(
        "article",
        Html.Class("unit"),
        new XAttribute("id", IdOf(unit.Unit)),
        Html.Element("h3", NameOf(unit.Unit)),
        Html.Element("p", Html.Class("soft"), Facts(unit)),
        Html.Element(
            "div",
            Html.Class("wide grid"),
            Rows("Rows that fire it most", unit.TopRows),
            Rows("Rows that fire it weakly", unit.WeakRows),
            Slots(unit.Effect.Slots),
            Scores(unit.Effect.ScoreChanges),
            Related(unit)));

    private static string Facts(UnitExplanation unit) => string.Join(
        " · ",
        $"fires for {NumberText.Percent(unit.Density)} of rows",
        $"mean activation {NumberText.Of(unit.MeanActivation)}",
        $"largest {NumberText.Of(unit.MaxActivation)}",
        $"without it, the squared error of a row changes by {Signed(unit.Effect.ErrorIncrease)}, in scaled units {Signed(unit.Effect.ScaledErrorIncrease)}");

    private XElement? Rows(string caption, IReadOnlyList<UnitRow> rows) => rows is [] ? null : Table(
        caption,
        ["row", "activation", .. report.ShownNames],
        rows.Select(row => new[]
        {
            Html.Element("th", new XAttribute("scope", "row"), NumberText.Count(row.Row + 1)),
            Html.Element("td", NumberText.Of(row.Activation)),
        }.Concat(row.Shown.Select(value => Html.Element("td", Html.Class("text"), Shortened.To(value, TextLength))))));

    private XElement? Slots(IReadOnlyList<SlotChange> slots) => slots is [] ? null : Table(
        "Slots that change most without it",
        ["slot", "change", "scaled"],
        slots.Select(change => Line(SlotNameOf(change.Slot), Signed(change.Change), Signed(change.ScaledChange))));

    private XElement? Scores(IReadOnlyList<double> changes) => changes is [] ? null : Table(
        "Scores without it",
        ["score", "change"],
        Enumerable.Range(0, changes.Count).OrderByDescending(score => Math.Abs(changes[score])).ThenBy(score => score).Take(MaxScores)
            .Select(score => Line(ScoreNameOf(score), Signed(changes[score]))));

    private XElement? Related(UnitExplanation unit)
    {
        RelatedUnit[] related = [.. unit.FiresWith.Concat(unit.PointsWith).DistinctBy(other => other.Unit)];
        return related is [] ? null : Table(
            "Related units",
            ["unit", "fires with it (correlation)", "points with it (cosine)"],
            related.Select(other => new[]
            {
                Html.Element("th", new XAttribute("scope", "row"), Link(other.Unit)),
                Html.Element("td", NumberText.Of(other.FiringCorrelation)),
                Html.Element("td", NumberText.Of(other.Cosine)),
            }));
    }

    private object Link(int unit) => _explained.Contains(unit)
        ? Html.Element("a", new XAttribute("href", "#" + IdOf(unit)), NameOf(unit))
        : NameOf(unit);

    private static XElement[] Line(string name, params string[] values) =>
    [
        Html.Element("th", new XAttribute("scope", "row"), Html.Class("text"), Shortened.To(name, NameLength)),
        .. values.Select(value => Html.Element("td", value)),
    ];

    private static XElement Table(string caption, IReadOnlyList<string> headings, IEnumerable<IEnumerable<XElement>> lines) => Html.Element(
        "table",
        Html.Element("caption", caption),
        Html.Element("thead", Html.Element("tr", headings.Select(heading => Html.Element(
            "th", new XAttribute("scope", "col"), Shortened.ToLabel(heading))))),
        Html.Element("tbody", lines.Select(line => Html.Element("tr", line))));

    private string SlotNameOf(int slot) => NameOrNumber(report.SlotNames, slot, "slot");

    private string ScoreNameOf(int score) => NameOrNumber(report.ScoreNames, score, "score");

    private static string NameOrNumber(IReadOnlyList<string> names, int index, string thing) =>
        index < names.Count && names[index].Length > 0 ? names[index] : string.Create(CultureInfo.InvariantCulture, $"{thing} {index}");

    private static string NameOf(int unit) => string.Create(CultureInfo.InvariantCulture, $"Unit {unit}");

    private static string IdOf(int unit) => string.Create(CultureInfo.InvariantCulture, $"unit-{unit}");

    private static string Signed(double value) => (value > 0 ? "+" : string.Empty) + NumberText.Of(value);
}
