using System.Globalization;
using System.Xml.Linq;

namespace MLNet.Autoencoder.Report.Markup;

/// <summary>Elements of SVG.</summary>
internal static class Svg
{
    private static XNamespace Namespace => "http://www.w3.org/2000/svg";

    public static XElement Element(string name, params object?[] content) => new(Namespace + name, content);

    public static XAttribute Attribute(string name, string value) => new(name, value);

    /// <summary>A number of pixels or of user units, to a hundredth.</summary>
    public static XAttribute Attribute(string name, double value) => new(name, Number(value));

    /// <summary>A part of the width, 0 to 1, in percent.</summary>
    public static XAttribute Percent(string name, double part) => new(name, Number(100 * part) + "%");

    public static XElement Text(string cssClass, XAttribute x, double y, string text, double dx = 0) => Element(
        "text", Html.Class(cssClass), x, dx == 0 ? null : Attribute("dx", dx), Attribute("y", y), text);

    /// <summary>What a pointer that rests on the element is told.</summary>
    public static XElement Hover(string text) => Element("title", text);

    /// <summary>A drawing of a height in pixels and the width of its container, with its words for those who cannot see it.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="description">What it shows, in numbers.</param>
    /// <param name="height">Its height.</param>
    /// <param name="content">What is drawn.</param>
    public static XElement Drawing(string name, string description, double height, params object?[] content) => Element(
        "svg",
        new XAttribute("role", "img"),
        new XAttribute("aria-label", $"{name}. {description}"),
        new XAttribute("width", "100%"),
        Attribute("height", height),
        content);

    /// <summary>To a hundredth, without needless zeros.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);
}
