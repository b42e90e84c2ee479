using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>Some rows, field by field, next to their reconstructions.</summary>
internal sealed class ReconstructedRows(DataFindings findings)
{
    private const int MaxFields = 12;
    private const int MaxExamples = 3;
    private const int NameLength = 32;

    /// <summary>A value is marked if it is further off than this, in scaled units or as a probability.</summary>
    private const double MaxUnmarkedDistance = 0.5;

    public IEnumerable<XElement> ToElements()
    {
        yield return Html.Figure(
            "A good, a typical and a bad reconstruction",
            $"The rows with the smallest, the median and the largest error{findings.RankedErrors.Units}, next to their reconstructions. {HowToRead()}",
            Cards(findings.RankedErrors.FromBestToWorst(MaxExamples)));
        int[] next = [.. findings.RankedErrors.Worst(MaxExamples + 1).Skip(1)];
        if (next is not [])
        {
            yield return Html.Figure(
                "The worst reconstructions",
                $"The rows with the next largest errors{findings.RankedErrors.Units}, the largest first: unusual rows, or mistakes in the data.",
                Cards(next));
        }
    }

    private string HowToRead() => FormattableString.Invariant(
        $"A ● marks values that are off by more than {MaxUnmarkedDistance}: in scaled units for numbers, as a probability for the others.")
        + (findings.Fields.Count > MaxFields
            ? $" Showing the {MaxFields} of {NumberText.Count(findings.Fields.Count, "value")} that are furthest off."
            : string.Empty);

    private XElement Cards(IReadOnlyList<int> rows) => Html.Element("div", Html.Class("grid"), rows.Select(Card));

    private XElement Card(int row)
    {
        RowLabel label = findings.LabelOf(row);
        string labelText = label.IsMissing ? string.Empty : $" · {Shortened.ToLabel(RowColors.NameOf(label))}";
        FieldValue[] values = [.. findings.Fields.Select(field => FieldValue.Of(findings, row, field))];
        IEnumerable<int> furthest = Enumerable.Range(0, values.Length).OrderByDescending(field => values[field].Distance).Take(MaxFields).Order();
        return Html.Element(
            "table",
            Html.Class("row"),
            Html.Element("caption", $"Row {NumberText.Count(findings.NumberOf(row))}{labelText} · error {NumberText.Of(findings.RankedErrors.Values[row])}"),
            Html.Element("thead", Html.Element("tr", Html.Element("td"), Header("col", "input"), Header("col", "model"), Html.Element("td"))),
            Html.Element("tbody", furthest.Select(field => Line(values[field]))));
    }

    private static XElement Line(FieldValue value) => Html.Element(
        "tr",
        Header("row", Shortened.To(value.Field.Name, NameLength)),
        Html.Element("td", Shortened.ToLabel(value.Input)),
        Html.Element("td", Shortened.ToLabel(value.Reconstruction)),
        Html.Element("td", value.Distance > MaxUnmarkedDistance ? "●" : string.Empty));

    private static XElement Header(string scope, string text) => Html.Element("th", new XAttribute("scope", scope), text);
}
