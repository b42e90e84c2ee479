using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>Some rows, field by field, beside what the model makes of them.</summary>
internal sealed class ReconstructedRows(DataFindings findings)
{
    private const int MostFields = 12;
    private const int MostExamples = 3;
    private const int NameLength = 32;

    /// <summary>Beyond this distance, in scaled units or probability, a value is marked.</summary>
    private const double Far = 0.5;

    public IEnumerable<XElement> ToElements()
    {
        yield return Html.Figure(
            "Well, usually and badly reconstructed",
            $"Rows whose errors are the least, the median and the largest, beside what the model makes of them. {HowToRead()}",
            Cards(findings.FromBestToWorst(MostExamples)));
        int[] next = [.. findings.Worst(MostExamples + 1).Skip(1)];
        if (next is not [])
        {
            yield return Html.Figure(
                "The worst", "The rows with the next largest errors, the largest first: what is unlike all else, or wrong.", Cards(next));
        }
    }

    private string HowToRead() => "A ● marks what is more than half a deviation, or half a probability, off."
        + (findings.Fields.Count > MostFields
            ? $" Of {NumberText.Count(findings.Fields.Count, "value")} the {MostFields} that are furthest off are shown."
            : string.Empty);

    private XElement Cards(IReadOnlyList<int> rows) => Html.Element("div", Html.Class("grid"), rows.Select(Card));

    private XElement Card(int row)
    {
        RowLabel label = findings.LabelOf(row);
        string labelText = label.IsMissing ? string.Empty : $" · {Shortened.ToLabel(RowColours.NameOf(label))}";
        FieldValue[] values = [.. findings.Fields.Select(field => FieldValue.Of(findings, row, field))];
        IEnumerable<int> furthest = Enumerable.Range(0, values.Length).OrderByDescending(field => values[field].Distance).Take(MostFields).Order();
        return Html.Element(
            "table",
            Html.Class("row"),
            Html.Element("caption", $"Row {NumberText.Count(findings.NumberOf(row))}{labelText} · error {NumberText.Of(findings.Errors[row])}"),
            Html.Element("thead", Html.Element("tr", Html.Element("td"), Header("col", "row"), Header("col", "model"), Html.Element("td"))),
            Html.Element("tbody", furthest.Select(field => Line(values[field]))));
    }

    private static XElement Line(FieldValue value) => Html.Element(
        "tr",
        Header("row", Shortened.To(value.Field.Name, NameLength)),
        Html.Element("td", Shortened.ToLabel(value.Input)),
        Html.Element("td", Shortened.ToLabel(value.Reconstruction)),
        Html.Element("td", value.Distance > Far ? "●" : string.Empty));

    private static XElement Header(string scope, string text) => Html.Element("th", new XAttribute("scope", scope), text);
}
