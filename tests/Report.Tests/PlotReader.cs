using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MLNet.Autoencoder.Tests.Report;

/// <summary>Reads values off a plot as a person would: by the numbers on its axes.</summary>
internal sealed partial class PlotReader
{
    private readonly XElement _figure;
    private readonly Func<double, double> _x;
    private readonly Func<double, double> _y;

    public PlotReader(XElement figure)
    {
        _figure = figure;
        _x = Axis("x-axis", "x");
        _y = Axis("y-axis", "y");
    }

    /// <summary>The points of the lines or dots with a CSS class.</summary>
    public (double X, double Y)[] Points(string cssClass) =>
    [
        .. Elements("path").Where(path => ReportFile.Classes(path).Contains(cssClass))
            .SelectMany(path => Coordinates().Matches(path.Attribute("d")!.Value))
            .Select(match => (_x(Number(match.Groups["x"].Value) / 1000), _y(Number(match.Groups["y"].Value)))),
    ];

    private IEnumerable<XElement> Elements(string name) => _figure.Descendants().Where(element => element.Name.LocalName == name);

    /// <summary>The function from positions to values, through the first and the last tick of an axis.</summary>
    private Func<double, double> Axis(string name, string coordinate)
    {
        XElement axis = Elements("g").Single(group => ReportFile.Classes(group).Contains(name));
        bool isLogarithmic = ReportFile.Classes(axis).Contains("logarithmic");
        (double Position, double Value)[] ticks =
        [
            .. axis.Elements().Where(element => element.Name.LocalName == "text")
                .Select(tick => (PositionOf(tick, coordinate), Transformed(Number(tick.Value)))),
        ];
        double slope = (ticks[^1].Value - ticks[0].Value) / (ticks[^1].Position - ticks[0].Position);
        return position =>
        {
            double value = ticks[0].Value + (slope * (position - ticks[0].Position));
            return isLogarithmic ? Math.Pow(10, value) : value;
        };

        double Transformed(double value) => isLogarithmic ? Math.Log10(value) : value;
    }

    /// <summary>The position of a tick: a percentage horizontally, pixels vertically, where the text is four pixels below its line.</summary>
    private static double PositionOf(XElement text, string coordinate)
    {
        string position = text.Attribute(coordinate)!.Value;
        return position.EndsWith('%') ? Number(position[..^1]) / 100 : Number(position) - 4;
    }

    /// <summary>Parses a number in the format of reports.</summary>
    public static double Number(string text) =>
        double.Parse(text.Replace('−', '-').Replace(",", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"[ML](?<x>[-.\d]+) (?<y>[-.\d]+)")]
    private static partial Regex Coordinates();
}
