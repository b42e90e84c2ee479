using System.Xml.Linq;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>
/// Two axes and a drawing between them. The reader's window decides the width: horizontal positions are fractions of it, vertical ones are pixels,
/// and only the data is stretched, not the text or the line widths.
/// </summary>
/// <param name="xAxis">The axis from left to right.</param>
/// <param name="yAxis">The axis from bottom to top.</param>
/// <param name="height">The height in pixels.</param>
internal sealed class Plot(Axis xAxis, Axis yAxis, double height)
{
    /// <summary>The width of the data, in its own units.</summary>
    public const double Width = 1000;

    /// <summary>The height of a line of text in pixels.</summary>
    public const double LineOfText = 14;

    private const double BelowAxis = 17;

    private readonly List<XElement> _data = [];
    private readonly List<XElement> _notes = [];
    private bool _hasNames;

    /// <summary>Adds an element between the axes, in units of <see cref="Width"/> horizontally and pixels vertically.</summary>
    public void Add(XElement data) => _data.Add(data);

    /// <summary>Adds an element on top of the data that is not stretched.</summary>
    public void AddNote(XElement note) => _notes.Add(note);

    /// <summary>The distance of a value from the left, in units of <see cref="Width"/>.</summary>
    public double X(double value) => Width * xAxis.Position(value);

    /// <summary>The distance of a value from the top, in pixels.</summary>
    public double Y(double value) => height * (1 - yAxis.Position(value));

    /// <summary>Writes a name to the right of the plot, which makes room for it.</summary>
    public void AddName(string style, double y, string text)
    {
        _hasNames = true;
        AddNote(Svg.Text("name " + style, Svg.Percent("x", 1), y + 4, text, 8));
    }

    /// <summary>Adds a vertical line with a text at its upper end.</summary>
    /// <param name="value">The value that the line marks.</param>
    /// <param name="text">The text.</param>
    /// <param name="line">The line of text at which it starts, counted from the top.</param>
    public void AddMark(double value, string text, int line = 0)
    {
        double position = xAxis.Position(value);
        bool isLeft = position > 0.7;
        AddNote(Svg.Element(
            "line",
            Html.Class("mark"),
            Svg.Percent("x1", position),
            Svg.Percent("x2", position),
            Svg.Attribute("y1", LineOfText * line),
            Svg.Attribute("y2", height)));
        AddNote(Svg.Text(isLeft ? "note end" : "note", Svg.Percent("x", position), 10 + (LineOfText * line), text, isLeft ? -5 : 5));
    }

    /// <summary>The plot as an element.</summary>
    /// <param name="name">The name of the plot.</param>
    /// <param name="description">What the plot shows, in numbers, for readers who cannot see it.</param>
    /// <param name="xTitle">The title of the x-axis.</param>
    /// <param name="yTitle">The title of the y-axis; null if the heading says it.</param>
    public XElement ToElement(string name, string description, string xTitle, string? yTitle = null) => Html.Element(
        "div",
        Html.Class("plot" + (_hasNames ? " named" : string.Empty) + (yTitle is null ? string.Empty : " titled")),
        Svg.Drawing(
            name,
            description,
            height,
            YTicks(),
            XTicks(),
            Svg.Element(
                "svg",
                Svg.Attribute("viewBox", $"0 0 {Svg.Number(Width)} {Svg.Number(height)}"),
                Svg.Attribute("preserveAspectRatio", "none"),
                Svg.Attribute("width", "100%"),
                Svg.Attribute("height", height),
                Html.Class("data"),
                _data),
            _notes,
            Svg.Text("tick end", Svg.Percent("x", 1), height + (2 * BelowAxis), xTitle),
            yTitle is null ? null : Svg.Text("tick", Svg.Percent("x", 0), -12, yTitle)));

    private XElement YTicks() => Svg.Element(
        "g",
        Svg.Attribute("class", yAxis.IsLogarithmic ? "y-axis logarithmic" : "y-axis"),
        yAxis.Ticks.Select(tick => new[]
        {
            Svg.Element("line", Svg.Percent("x1", 0), Svg.Percent("x2", 1), Svg.Attribute("y1", Y(tick.Value)), Svg.Attribute("y2", Y(tick.Value))),
            Svg.Text("tick end", Svg.Percent("x", 0), Y(tick.Value) + 4, tick.Text, -8),
        }));

    private XElement XTicks() => Svg.Element(
        "g",
        Svg.Attribute("class", xAxis.IsLogarithmic ? "x-axis logarithmic" : "x-axis"),
        xAxis.Ticks.Select(tick => Svg.Text("tick middle", Svg.Percent("x", xAxis.Position(tick.Value)), height + BelowAxis, tick.Text)));
}
