using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MLNet.Autoencoder.Tests.Report;

/// <summary>Reads values off a plot, as a reader does: by the numbers beside its axes.</summary>
internal sealed partial class PlotReader
{
    private readonly XElement _figure;
    private readonly Func<double, double> _across;
    private readonly Func<double, double> _up;

    public PlotReader(XElement figure)
    {
        _figure = figure;
        _across = Axis("across", "x");
        _up = Axis("up", "y");
    }

    /// <summary>The points of the lines or dots of a CSS class.</summary>
    public (double Across, double Up)[] Points(string cssClass) =>
    [
        .. Elements("path").Where(path => ReportFile.Classes(path).Contains(cssClass))
            .SelectMany(path => Coordinates().Matches(path.Attribute("d")!.Value))
            .Select(match => (_across(Number(match.Groups["x"].Value) / 1000), _up(Number(match.Groups["y"].Value)))),
    ];

    private IEnumerable<XElement> Elements(string name) => _figure.Descendants().Where(element => element.Name.LocalName == name);

    /// <summary>From places to values, through the first and the last number written beside an axis.</summary>
    private Func<double, double> Axis(string name, string coordinate)
    {
        XElement axis = Elements("g").Single(group => ReportFile.Classes(group).Contains(name));
        bool isLogarithmic = ReportFile.Classes(axis).Contains("logarithmic");
        (double Place, double Value)[] ticks =
        [
            .. axis.Elements().Where(element => element.Name.LocalName == "text")
                .Select(tick => (PlaceOf(tick, coordinate), Transformed(Number(tick.Value)))),
        ];
        double slope = (ticks[^1].Value - ticks[0].Value) / (ticks[^1].Place - ticks[0].Place);
        return place =>
        {
            double value = ticks[0].Value + (slope * (place - ticks[0].Place));
            return isLogarithmic ? Math.Pow(10, value) : value;
        };

        double Transformed(double value) => isLogarithmic ? Math.Log10(value) : value;
    }

    /// <summary>Percent across; pixels down, of which text is written four below its line.</summary>
    private static double PlaceOf(XElement text, string coordinate)
    {
        string place = text.Attribute(coordinate)!.Value;
        return place.EndsWith('%') ? Number(place[..^1]) / 100 : Number(place) - 4;
    }

    /// <summary>A number as reports write them.</summary>
    public static double Number(string text) =>
        double.Parse(text.Replace('−', '-').Replace(",", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"[ML](?<x>[-.\d]+) (?<y>[-.\d]+)")]
    private static partial Regex Coordinates();
}
