using System.Text;
using System.Xml;
using System.Xml.Linq;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Report.Markup;

/// <summary>Writes a page to a file, completely or not at all.</summary>
internal static class HtmlFile
{
    private const char Replacement = '\uFFFD';

    /// <param name="path">The file.</param>
    /// <param name="html">The <c>html</c> element of the page. Characters that XML does not allow are replaced in it.</param>
    public static void Write(string path, XElement html)
    {
        MakeWritable(html);
        AtomicFile.Write(path, stream => Write(stream, html));
    }

    private static void Write(Stream stream, XElement html)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        text.Write("<!DOCTYPE html>\n");
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.None }))
        {
            html.WriteTo(writer);
        }

        text.Write('\n');
    }

    /// <summary>Names and labels may contain anything, but XML allows no control characters or unpaired surrogates.</summary>
    private static void MakeWritable(XElement html)
    {
        foreach (XElement element in html.DescendantsAndSelf())
        {
            foreach (XAttribute attribute in element.Attributes())
            {
                attribute.Value = Writable(attribute.Value);
            }

            foreach (XText text in element.Nodes().OfType<XText>())
            {
                text.Value = Writable(text.Value);
            }
        }
    }

    private static string Writable(string text)
    {
        char[] characters = text.ToCharArray();
        for (int i = 0; i < characters.Length; i++)
        {
            if (i + 1 < characters.Length && char.IsSurrogatePair(characters[i], characters[i + 1]))
            {
                i++;
            }
            else if (!XmlConvert.IsXmlChar(characters[i]))
            {
                characters[i] = Replacement;
            }
        }

        return new string(characters);
    }
}
