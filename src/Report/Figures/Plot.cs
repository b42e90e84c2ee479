using System.Xml.Linq;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>
/// Two axes and what is drawn between them. The width is the reader's: places across are parts of it, places down are pixels, and only the data
/// are stretched, not the text and not the lines.
/// </summary>
/// <param name="across">The axis from left to right.</param>
/// <param name="up">The axis from bottom to top.</param>
/// <param name="height">The height in pixels.</param>
internal sealed class Plot(Axis across, Axis up, double height)
{
    /// <summary>The width of the data in units of their own.</summary>
    public const double Width = 1000;

    /// <summary>The height of a line of text in pixels.</summary>
    public const double LineOfText = 14;

    private const double BelowAxis = 17;

    private readonly List<XElement> _data = [];
    private readonly List<XElement> _notes = [];
    private bool _hasNames;

    /// <summary>Adds something between the axes, in units of <see cref="Width"/> and pixels.</summary>
    public void Add(XElement data) => _data.Add(data);

    /// <summary>Adds something over the data that is not stretched.</summary>
    public void AddNote(XElement note) => _notes.Add(note);

    /// <summary>The place of a value from the left, in units of <see cref="Width"/>.</summary>
    public double X(double value) => Width * across.Place(value);

    /// <summary>The place of a value from the top, in pixels.</summary>
    public double Y(double value) => height * (1 - up.Place(value));

    /// <summary>Writes something beside the right end, where room is made for it.</summary>
    public void AddName(string style, double y, string text)
    {
        _hasNames = true;
        AddNote(Svg.Text("name " + style, Svg.Percent("x", 1), y + 4, text, 8));
    }

    /// <summary>A line from top to bottom with a word at its upper end.</summary>
    /// <param name="value">Where.</param>
    /// <param name="text">The word.</param>
    /// <param name="line">How many lines of text down it starts.</param>
    public void AddMark(double value, string text, int line = 0)
    {
        double place = across.Place(value);
        bool isLeft = place > 0.7;
        AddNote(Svg.Element(
            "line",
            Html.Class("mark"),
            Svg.Percent("x1", place),
            Svg.Percent("x2", place),
            Svg.Attribute("y1", LineOfText * line),
            Svg.Attribute("y2", height)));
        AddNote(Svg.Text(isLeft ? "note end" : "note", Svg.Percent("x", place), 10 + (LineOfText * line), text, isLeft ? -5 : 5));
    }

    /// <summary>The plot as an element.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="description">What it shows, in numbers, for those who cannot see it.</param>
    /// <param name="acrossName">What the axis from left to right is of.</param>
    /// <param name="upName">What the other is of; null where the heading says it.</param>
    public XElement ToElement(string name, string description, string acrossName, string? upName = null) => Html.Element(
        "div",
        Html.Class("plot" + (_hasNames ? " named" : string.Empty) + (upName is null ? string.Empty : " titled")),
        Svg.Drawing(
            name,
            description,
            height,
            UpTicks(),
            AcrossTicks(),
            Svg.Element(
                "svg",
                Svg.Attribute("viewBox", $"0 0 {Svg.Number(Width)} {Svg.Number(height)}"),
                Svg.Attribute("preserveAspectRatio", "none"),
                Svg.Attribute("width", "100%"),
                Svg.Attribute("height", height),
                Html.Class("data"),
                _data),
            _notes,
            Svg.Text("tick end", Svg.Percent("x", 1), height + (2 * BelowAxis), acrossName),
            upName is null ? null : Svg.Text("tick", Svg.Percent("x", 0), -12, upName)));

    private XElement UpTicks() => Svg.Element(
        "g",
        Svg.Attribute("class", up.IsLogarithmic ? "up logarithmic" : "up"),
        up.Ticks.Select(tick => new[]
        {
            Svg.Element("line", Svg.Percent("x1", 0), Svg.Percent("x2", 1), Svg.Attribute("y1", Y(tick.Value)), Svg.Attribute("y2", Y(tick.Value))),
            Svg.Text("tick end", Svg.Percent("x", 0), Y(tick.Value) + 4, tick.Text, -8),
        }));

    private XElement AcrossTicks() => Svg.Element(
        "g",
        Svg.Attribute("class", across.IsLogarithmic ? "across logarithmic" : "across"),
        across.Ticks.Select(tick => Svg.Text("tick middle", Svg.Percent("x", across.Place(tick.Value)), height + BelowAxis, tick.Text)));
}
