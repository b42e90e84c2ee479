using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Report;

/// <summary>Pages that explain units.</summary>
public sealed class UnitPageTests
{
    private const string Hostile = "</script><script>alert('x')</script>\u0000\uD800 & \"quoted\" ]]> <!--";

    private static readonly string[] Topics = ["fruit", "cars", "music"];

    private static readonly string[] Words = ["apple", "pear", "wheel", "motor", "drum", "flute"];

    private static readonly AutoencoderFeaturesTransformer Transformer = Fit();

    private static readonly UnitReport Units = Transformer.Explain(View(), new() { ShownColumnNames = ["Text"], MaxUnits = 3 });

    [Fact]
    public void Every_explained_unit_has_a_card_with_its_number_and_density()
    {
        ReportFile page = Page(Units);

        XElement[] cards = [.. page.Elements("article", "unit")];
        Assert.Equal(Units.Units.Select(unit => $"unit-{unit.Unit}"), cards.Select(card => card.Attribute("id")!.Value));
        Assert.All(cards.Zip(Units.Units), pair =>
        {
            Assert.Contains($"Unit {pair.Second.Unit}", pair.First.Value);
            Assert.Contains($"fires for {100 * pair.Second.Density:0.#}% of rows", pair.First.Value);
        });
    }

    [Fact]
    public void A_card_lists_the_texts_of_its_rows_and_the_slots_that_change_most()
    {
        ReportFile page = Page(Units);

        for (int topic = 0; topic < Topics.Length; topic++)
        {
            UnitExplanation unit = Units.Units.First(unit => unit.TopRows[0].Row % 3 == topic);
            string[] texts = Texts(page, unit.Unit);
            Assert.All(unit.TopRows.Concat(unit.WeakRows), row => Assert.Contains($"a text about {Topics[topic]} no. {row.Row}", texts));
            Assert.Contains(Words[2 * topic], texts);
            Assert.Contains(Words[(2 * topic) + 1], texts);
        }
    }

    [Fact]
    public void Rows_are_numbered_from_1()
    {
        UnitExplanation unit = Units.Units[0];

        XElement first = Card(Page(Units), unit.Unit).Descendants().First(cell => cell.Attribute("scope")?.Value == "row");

        Assert.Equal($"{unit.TopRows[0].Row + 1}", first.Value);
    }

    [Fact]
    public void Related_units_are_links_if_they_are_explained_too()
    {
        int explained = Units.Units[1].Unit, other = Enumerable.Range(0, Units.LatentDimension).First(unit => Units.Units.All(one => one.Unit != unit));
        UnitExplanation unit = Units.Units[0] with { FiresWith = [new RelatedUnit(explained, 0.5, 0.25)], PointsWith = [new RelatedUnit(other, -0.5, 0.75)] };

        ReportFile page = Page(new UnitReport([unit, Units.Units[1]], Units.LatentDimension, Units.FiringUnits, Units.RowCount));

        XElement link = page.Elements("a").Single();
        Assert.Equal(($"#unit-{explained}", $"Unit {explained}"), (link.Attribute("href")!.Value, link.Value));
        XElement table = link.Parent!.Parent!.Parent!;
        Assert.Equal(
            [[$"Unit {explained}", "0.500", "0.250"], [$"Unit {other}", "−0.500", "0.750"]],
            table.Elements().Select(line => line.Elements().Select(cell => cell.Value).ToArray()));
    }

    [Fact]
    public void Scores_show_their_names_and_changes()
    {
        UnitReport report = Transformer.Explain(View(), new() { Units = [0], Downstream = codes => [.. codes.Chunk(Units.LatentDimension).Select(code => 2 * code[0])] });

        Assert.Contains("Scores without it", Page(report).Text);
        Assert.Contains("score 0", Page(report).Text);
        Assert.DoesNotContain("Scores without it", Page(Units).Text);
    }

    [Fact]
    public void Units_are_a_section_of_a_report_that_is_given_them()
    {
        ReportFile with = ReportFile.Of(path => Transformer.WriteReport(path, View(), new ReportOptions { Units = Units }));
        ReportFile without = ReportFile.Of(path => Transformer.WriteReport(path, View()));

        Assert.Equal(Units.Units.Count, with.Elements("article", "unit").Count());
        Assert.Contains(with.Elements("h2"), heading => heading.Value == "Units");
        Assert.Contains(with.Elements("h2"), heading => heading.Value == "Reconstruction");
        Assert.Empty(without.Elements("article").Concat(without.Elements("script")));
    }

    [Fact]
    public void The_only_script_is_allowed_by_its_hash_and_nothing_is_fetched()
    {
        ReportFile page = Page(Units);

        XElement script = page.Elements("script").Single();
        Assert.Empty(script.Attributes());
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.Value)));
        string[] policy = page.Elements("meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!.Value
            .Split(';', StringSplitOptions.TrimEntries);
        Assert.Contains($"script-src 'sha256-{hash}'", policy);
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain((byte)'\r', page.Bytes);
        Assert.DoesNotContain("http:", script.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", script.Value, StringComparison.Ordinal);
        Assert.All(
            page.Html.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href"),
            attribute => Assert.StartsWith("#unit-", attribute.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(page.Html.Descendants().Attributes(), other => other.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void The_script_has_no_characters_that_XML_escapes() =>
        Assert.DoesNotContain(Page(Units).Elements("script").Single().Value, letter => letter is '<' or '>' or '&');

    [Fact]
    public void The_script_finds_what_it_searches()
    {
        ReportFile page = Page(Units);

        XElement search = page.Html.Descendants().Single(element => element.Attribute("id")?.Value == "search");
        Assert.Equal("hidden", search.Attribute("hidden")?.Value);
        Assert.Single(search.Descendants(), element => element.Name.LocalName == "input");
        Assert.Single(search.Descendants(), element => element.Name.LocalName == "output");
        string script = page.Elements("script").Single().Value;
        Assert.All(["getElementById(\"search\")", "\".unit\"", "\"h3, .text\"", "\"input\"", "\"output\""], part => Assert.Contains(part, script));
    }

    [Fact]
    public void Hostile_texts_and_names_are_treated_as_text()
    {
        UnitReport hostile = Units.WithNames([.. Enumerable.Repeat(Hostile, 6)], [Hostile], _ => [Hostile]);

        ReportFile page = Page(hostile);

        Assert.Contains("</script><script>alert('x')</script>\uFFFD\uFFFD & \"quoted\" ]]> <!--", page.Text);
        Assert.Single(page.Elements("script"));
    }

    [Fact]
    public void Long_texts_are_shortened()
    {
        UnitReport report = Units.WithNames([], ["Text"], _ => [new string('x', 5_000)]);

        Assert.All(Texts(Page(report), report.Units[0].Unit), text => Assert.True(text.Length <= 300));
    }

    [Fact]
    public void The_same_units_give_the_same_bytes() => Assert.Equal(
        Page(Units).Bytes, Page(Transformer.Explain(View(), new() { ShownColumnNames = ["Text"], MaxUnits = 3 })).Bytes);

    [Fact]
    public void Only_void_elements_of_HTML_are_self_closing() => Assert.DoesNotContain(
        Page(Units).Html.Descendants(), element => element.IsEmpty && element.Name.LocalName is not ("meta" or "input"));

    private static ReportFile Page(UnitReport units) => ReportFile.Of(path => units.WriteReport(path, new ReportOptions { Title = "Units of topics" }));

    private static XElement Card(ReportFile page, int unit) => page.Elements("article", "unit").Single(card => card.Attribute("id")!.Value == $"unit-{unit}");

    /// <summary>The texts of a card that the search reads.</summary>
    private static string[] Texts(ReportFile page, int unit) =>
        [.. Card(page, unit).Descendants().Where(element => ReportFile.Classes(element).Contains("text")).Select(element => element.Value)];

    private static AutoencoderFeaturesTransformer Fit() => new MLContext(seed: 1).Transforms.AutoencoderFeatures(new AutoencoderFeaturesOptions
    {
        InputColumnName = "Features",
        OutputColumnName = "Latent",
        LatentDimension = 5,
        HiddenLayers = [],
        Kind = new Sparse { Sparsity = new TopK { ActiveUnits = 1 } },
        Scaling = Scaling.None,
        Epochs = 60,
        BatchSize = 20,
        ValidationFraction = 0,
    }).Fit(View());

    /// <summary>Row i is about topic i mod 3, two words of which grow with i.</summary>
    private static TableView View() => new(
        60,
        TableColumn.Vector("Features", Samples.Vector(6), i => new VBuffer<float>(6, Row(i)), Samples.Names("SlotNames", Words)),
        Samples.Text("Text", i => $"a text about {Topics[i % 3]} no. {i}"));

    private static float[] Row(int index)
    {
        float[] row = new float[6];
        Array.Fill(row, 1 + (index / 60f), 2 * (index % 3), 2);
        return row;
    }
}
