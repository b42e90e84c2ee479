using System.Xml.Linq;

namespace MLNet.Autoencoder.Report.Markup;

/// <summary>Creates HTML elements as XML that a browser can also read as HTML.</summary>
internal static class Html
{
    public static XNamespace Namespace => "http://www.w3.org/1999/xhtml";

    /// <param name="name">The element's name.</param>
    /// <param name="content">Attributes, elements and text.</param>
    public static XElement Element(string name, params object?[] content)
    {
        var element = new XElement(Namespace + name, content);
        if (element.IsEmpty)
        {
            // An empty text forces an end tag. HTML allows only a fixed set of elements without one.
            element.Add(string.Empty);
        }

        return element;
    }

    /// <summary>An element that has only attributes, such as <c>meta</c>.</summary>
    public static XElement Void(string name, params XAttribute[] attributes) => new(Namespace + name, attributes);

    public static XAttribute Class(string names) => new("class", names);

    public static XElement Paragraph(string text) => Element("p", text);

    /// <summary>A figure with a heading and a caption that explains how to read it.</summary>
    public static XElement Figure(string heading, string caption, params object?[] content) => Element(
        "figure", Element("figcaption", Element("h3", heading), Paragraph(caption)), content);

    /// <summary>A part of the page with its own heading.</summary>
    public static XElement Section(string heading, params object?[] content) => Element("section", Element("h2", heading), content);
}
