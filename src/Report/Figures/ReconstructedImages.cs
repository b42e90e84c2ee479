using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>Rows that are images, each above its reconstruction.</summary>
/// <param name="findings">The rows and their reconstructions.</param>
/// <param name="width">The width of the images in pixels.</param>
internal sealed class ReconstructedImages(DataFindings findings, int width)
{
    /// <summary>Rows with more values are not shown as images, because the file would become too large.</summary>
    public const int MaxPixels = 1 << 15;

    private const int MaxImages = 10;
    private const int MaxTotalPixels = 1 << 16;

    private readonly (double Min, double Max) _range = RangeOf(findings);

    public IEnumerable<XElement> ToElements()
    {
        int count = Math.Clamp(MaxTotalPixels / findings.Model.InputDimension, 1, MaxImages);
        string range = $"Black is {NumberText.Of(_range.Min)} and white is {NumberText.Of(_range.Max)}.";
        return
        [
            Html.Figure(
                "From the best to the worst reconstruction",
                $"Rows in order of their errors{findings.RankedErrors.Units}, at even intervals, each above its reconstruction. {range}",
                Tiles(findings.RankedErrors.FromBestToWorst(count))),
            Html.Figure(
                "The worst reconstructions",
                $"The rows with the largest errors{findings.RankedErrors.Units}, the largest first: unusual rows, or mistakes in the data.",
                Tiles(findings.RankedErrors.Worst(count))),
        ];
    }

    /// <summary>The range of all inputs, shown or not, so that all images have the same scale.</summary>
    private static (double Min, double Max) RangeOf(DataFindings findings)
    {
        (double min, double max) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int row = 0; row < findings.Count; row++)
        {
            foreach (float value in findings.Row(row))
            {
                (min, max) = (value < min ? value : min, value > max ? value : max);
            }
        }

        return (min, max);
    }

    private XElement Tiles(IReadOnlyList<int> rows) => Html.Element("ul", Html.Class("tiles"), rows.Select(Tile));

    private XElement Tile(int row)
    {
        string name = $"row {NumberText.Count(findings.NumberOf(row))}";
        RowLabel label = findings.LabelOf(row);
        return Html.Element(
            "li",
            Image(findings.Row(row), $"Input, {name}"),
            Image(findings.Reconstruction(row), $"Reconstruction, {name}"),
            Html.Element("span", Html.Class("label"), label.IsMissing ? name : Shortened.ToLabel(RowColors.NameOf(label))),
            Html.Element("span", NumberText.Of(findings.RankedErrors.Values[row])));
    }

    private XElement Image(ReadOnlySpan<float> values, string description) => Html.Void(
        "img",
        new XAttribute("alt", description),
        new XAttribute("title", description),
        new XAttribute("src", GrayImage.DataAddress(values, width, _range.Min, _range.Max)));
}
