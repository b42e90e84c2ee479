using System.Xml.Linq;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>A table of numbers, each with a bar next to it.</summary>
/// <param name="firstColumn">The heading of the column of row names.</param>
internal sealed class BarTable(string firstColumn)
{
    private readonly List<(string Heading, Func<double, string> Format, double? Max)> _columns = [];
    private readonly List<(string Name, bool IsFaint, double[] Values)> _rows = [];

    /// <summary>Adds a column.</summary>
    /// <param name="heading">The heading.</param>
    /// <param name="format">Formats a number.</param>
    /// <param name="max">The value of a full bar; null for the largest value in the column.</param>
    public void AddColumn(string heading, Func<double, string> format, double? max = null) => _columns.Add((heading, format, max));

    /// <summary>Adds a row.</summary>
    /// <param name="name">The name of the row.</param>
    /// <param name="isFaint">Whether the bars are faint.</param>
    /// <param name="values">One number per column.</param>
    public void AddRow(string name, bool isFaint, params double[] values) => _rows.Add((name, isFaint, values));

    public XElement ToElement() => Html.Element(
        "table",
        Html.Class("bars"),
        Html.Element("thead", Html.Element("tr", HeaderOf(firstColumn), _columns.Select(column => HeaderOf(column.Heading)))),
        Html.Element("tbody", _rows.Select(row => Html.Element(
            "tr",
            row.IsFaint ? Html.Class("faint") : null,
            Html.Element("th", new XAttribute("scope", "row"), row.Name),
            row.Values.Select((value, column) => Html.Element("td", Bar(value, column), Html.Element("span", _columns[column].Format(value))))))));

    private static XElement HeaderOf(string text) => Html.Element("th", new XAttribute("scope", "col"), text);

    private XElement Bar(double value, int column)
    {
        double max = _columns[column].Max ?? _rows.Select(row => row.Values[column]).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        double fraction = max > 0 && value > 0 ? Math.Min(1, value / max) : 0;
        return Svg.Element(
            "svg",
            new XAttribute("aria-hidden", "true"),
            Svg.Element("rect", Svg.Percent("width", fraction), Svg.Attribute("height", "100%")));
    }
}
