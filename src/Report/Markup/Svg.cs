using System.Globalization;
using System.Xml.Linq;

namespace MLNet.Autoencoder.Report.Markup;

/// <summary>Creates SVG elements.</summary>
internal static class Svg
{
    private static XNamespace Namespace => "http://www.w3.org/2000/svg";

    public static XElement Element(string name, params object?[] content) => new(Namespace + name, content);

    public static XAttribute Attribute(string name, string value) => new(name, value);

    /// <summary>A number of pixels or user units, rounded to two decimals.</summary>
    public static XAttribute Attribute(string name, double value) => new(name, Number(value));

    /// <summary>A fraction of the width, 0 to 1, in percent.</summary>
    public static XAttribute Percent(string name, double fraction) => new(name, Number(100 * fraction) + "%");

    public static XElement Text(string cssClass, XAttribute x, double y, string text, double dx = 0) => Element(
        "text", Html.Class(cssClass), x, dx == 0 ? null : Attribute("dx", dx), Attribute("y", y), text);

    /// <summary>The tooltip of an element.</summary>
    public static XElement Hover(string text) => Element("title", text);

    /// <summary>A drawing as wide as its container, with a description for readers who cannot see it.</summary>
    /// <param name="name">The name of the drawing.</param>
    /// <param name="description">What the drawing shows, in numbers.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="content">The content.</param>
    public static XElement Drawing(string name, string description, double height, params object?[] content) => Element(
        "svg",
        new XAttribute("role", "img"),
        new XAttribute("aria-label", $"{name}. {description}"),
        new XAttribute("width", "100%"),
        Attribute("height", height),
        content);

    /// <summary>A number rounded to two decimals, without trailing zeros.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);
}
