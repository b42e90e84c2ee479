using System.Xml.Linq;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>A table of numbers, each with a bar beside it.</summary>
/// <param name="firstColumn">What the rows are.</param>
internal sealed class BarTable(string firstColumn)
{
    private readonly List<(string Heading, Func<double, string> Format, double? Largest)> _columns = [];
    private readonly List<(string Name, bool IsFaint, double[] Values)> _rows = [];

    /// <summary>Adds a column.</summary>
    /// <param name="heading">What its numbers are.</param>
    /// <param name="format">How they are written.</param>
    /// <param name="largest">The value of a full bar; null for the largest there is.</param>
    public void AddColumn(string heading, Func<double, string> format, double? largest = null) => _columns.Add((heading, format, largest));

    /// <summary>Adds a row.</summary>
    /// <param name="name">What it is of.</param>
    /// <param name="isFaint">Whether its bars are faint.</param>
    /// <param name="values">A number for each column.</param>
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
        double largest = _columns[column].Largest ?? _rows.Select(row => row.Values[column]).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        double part = largest > 0 && value > 0 ? Math.Min(1, value / largest) : 0;
        return Svg.Element(
            "svg",
            new XAttribute("aria-hidden", "true"),
            Svg.Element("rect", Svg.Percent("width", part), Svg.Attribute("height", "100%")));
    }
}
