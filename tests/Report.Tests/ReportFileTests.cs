using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MLNet.Autoencoder.Tests.Report;

/// <summary>Properties of every report file, whatever its content.</summary>
public sealed partial class ReportFileTests
{
    private const string Hostile = "</title><script>alert('x')</script>\u0000\u0007\uD800 & \"quoted\" ]]> <!--";

    private static readonly AutoencoderFeaturesTransformer Transformer = Samples.Transformer(Samples.View(60));

    [Fact]
    public void A_report_loads_nothing_from_outside()
    {
        ReportFile report = Report(Hostile);

        Assert.Empty(report.Elements("script").Concat(report.Elements("link")).Concat(report.Elements("iframe")).Concat(report.Elements("object")));
        Assert.All(report.Html.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href"), attribute =>
            Assert.StartsWith("data:image/png;base64,", attribute.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(report.Html.Descendants().Attributes(), other => other.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.DoesNotMatch(Fetches(), report.Elements("style").Single().Value);
    }

    [Fact]
    public void The_policy_of_a_report_forbids_scripts_and_the_network()
    {
        Dictionary<string, string[]> policy = PolicyOf(Report(Hostile));

        Assert.Equal(["'none'"], policy["default-src"]);
        Assert.Equal(["base-uri", "default-src", "form-action", "img-src", "style-src"], policy.Keys.Order());
        Assert.All(["base-uri", "form-action"], directive => Assert.Equal(["'none'"], policy[directive]));
        Assert.Equal(["data:"], policy["img-src"]);
        Assert.StartsWith("'sha256-", Assert.Single(policy["style-src"]), StringComparison.Ordinal);
    }

    /// <summary>A browser applies the policy to the elements after it: it refuses styles whose hash differs, all style attributes, and every fetch.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public void Nothing_in_a_report_is_blocked_by_its_policy(int? imageWidth)
    {
        ReportFile report = Report("Report", imageWidth: imageWidth);
        Dictionary<string, string[]> policy = PolicyOf(report);

        XElement style = report.Elements("style").Single();
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style.Value)));
        Assert.Equal([$"'sha256-{hash}'"], policy["style-src"]);
        Assert.DoesNotContain((byte)'\r', report.Bytes);
        Assert.Contains(PolicyElement(report), style.ElementsBeforeSelf());
        Assert.DoesNotContain(report.Html.Descendants().Attributes(), attribute => attribute.Name.LocalName == "style");
        Assert.All(report.Elements("img"), image => Assert.StartsWith("data:", image.Attribute("src")!.Value, StringComparison.Ordinal));
        Assert.Equal(imageWidth is not null, report.Elements("img").Any());
    }

    [Fact]
    public void The_style_sheet_has_no_characters_that_XML_escapes() =>
        Assert.DoesNotContain(Report("Report").Elements("style").Single().Value, letter => letter is '<' or '>' or '&');

    [Fact]
    public void Hostile_titles_names_and_labels_are_treated_as_text()
    {
        string text = Report(Hostile).Text;

        Assert.Contains("</title><script>alert('x')</script>\uFFFD\uFFFD\uFFFD & \"quoted\" ]]> <!--", text);
        Assert.Contains("</title><script…]]> <!--", text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public void Only_void_elements_of_HTML_are_self_closing(int rows)
    {
        XNamespace html = "http://www.w3.org/1999/xhtml";

        Assert.DoesNotContain(
            Report("Report", rows).Html.Descendants(),
            element => element.Name.Namespace == html && element.IsEmpty && element.Name.LocalName is not ("meta" or "img"));
    }

    [Fact]
    public void Every_drawing_has_a_text_alternative()
    {
        ReportFile report = Report("Report");

        XElement[] drawings = [.. report.Elements("svg").Where(svg => svg.Parent!.Name.LocalName != "svg" && svg.Attribute("aria-hidden") is null)];
        Assert.NotEmpty(drawings);
        Assert.All(drawings, drawing =>
        {
            Assert.Equal("img", drawing.Attribute("role")?.Value);
            Assert.NotEmpty(drawing.Attribute("aria-label")!.Value);
        });
        Assert.All(report.Elements("img"), image => Assert.NotEmpty(image.Attribute("alt")!.Value));
        Assert.Single(report.Elements("h1"));
        Assert.Equal("en", report.Html.Root!.Attribute("lang")?.Value);
    }

    [Fact]
    public void The_same_model_and_data_give_the_same_bytes_in_every_culture()
    {
        byte[] expected = Report("Report").Bytes;
        CultureInfo before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NegativeSign) = (",", "minus");
        try
        {
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(expected, Report("Report").Bytes);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_report_is_replaced_as_a_whole_or_left_unchanged()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string path = Path.Combine(folder, "report.html");
        AutoencoderModel model = Transformer.Model;
        model.History.WriteReport(path, new ReportOptions { Title = "First" });
        byte[] first = File.ReadAllBytes(path);

        Assert.Throws<InvalidOperationException>(() => model.WriteReport(path, new InMemoryRows(new float[] { float.NaN, 0, 0, 0, 0, 0 }, 6)));
        Assert.Equal(first, File.ReadAllBytes(path));

        model.History.WriteReport(path, new ReportOptions { Title = "Second" });
        Assert.Contains("Second", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_missing_folder_is_refused() => Assert.ThrowsAny<IOException>(
        () => Transformer.History.WriteReport(Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}", "report.html")));

    private static XElement PolicyElement(ReportFile report) =>
        report.Elements("meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy");

    /// <summary>The sources that each directive allows.</summary>
    private static Dictionary<string, string[]> PolicyOf(ReportFile report) => PolicyElement(report).Attribute("content")!.Value
        .Split(';', StringSplitOptions.TrimEntries)
        .Select(directive => directive.Split(' '))
        .ToDictionary(words => words[0], words => words[1..]);

    private static ReportFile Report(string text, int rows = 60, int? imageWidth = null)
    {
        TableView view = Samples.View(rows, [text, "b", "c", "d", "e", "f"], Samples.Text(text, i => i % 2 == 0 ? text : "other"));
        return ReportFile.Of(path => Transformer.WriteReport(path, view, new ReportOptions { Title = text, LabelColumnName = text, ImageWidth = imageWidth }));
    }

    [GeneratedRegex(@"@import|url\(|https?:")]
    private static partial Regex Fetches();
}
