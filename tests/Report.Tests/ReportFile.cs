using System.Xml.Linq;

namespace MLNet.Autoencoder.Tests.Report;

/// <summary>A report that was written to a file and read back.</summary>
internal sealed class ReportFile
{
    private ReportFile(byte[] bytes)
    {
        Bytes = bytes;
        Html = XDocument.Parse(System.Text.Encoding.UTF8.GetString(bytes));
    }

    public byte[] Bytes { get; }

    public XDocument Html { get; }

    /// <summary>All text that a reader sees.</summary>
    public string Text => string.Join(
        '\n', Html.Descendants().Where(element => element.Name.LocalName != "style").Nodes().OfType<XText>().Select(text => text.Value));

    public static ReportFile Of(Action<string> write)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        try
        {
            write(path);
            return new ReportFile(File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    public IEnumerable<XElement> Elements(string name, string? cssClass = null) => Html.Descendants().Where(
        element => element.Name.LocalName == name && (cssClass is null || Classes(element).Contains(cssClass)));

    /// <summary>The figure under a heading.</summary>
    public XElement Figure(string heading) => Elements("h3").Single(element => element.Value == heading).Parent!.Parent!;

    /// <summary>The value next to a name in the tables at the end.</summary>
    public string Fact(string name) => Elements("table", "facts").Descendants().Single(cell => cell.Name.LocalName == "th" && cell.Value == name)
        .ElementsAfterSelf().Single().Value;

    public static string[] Classes(XElement element) => ((string?)element.Attribute("class") ?? string.Empty).Split(' ');
}
