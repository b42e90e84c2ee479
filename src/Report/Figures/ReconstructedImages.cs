using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>Rows that are images, above what the model makes of them.</summary>
/// <param name="findings">What is shown.</param>
/// <param name="width">Pixels in a line.</param>
internal sealed class ReconstructedImages(DataFindings findings, int width)
{
    /// <summary>The most values of a row that is shown as an image: larger images would make the file too large.</summary>
    public const int MostPixels = 1 << 15;

    private const int MostImages = 10;
    private const int PixelsInAll = 1 << 16;

    private readonly (double Least, double Largest) _range = RangeOf(findings);

    public IEnumerable<XElement> ToElements()
    {
        int count = Math.Clamp(PixelsInAll / findings.Model.InputDimension, 1, MostImages);
        string range = $"Black is {NumberText.Of(_range.Least)}, white {NumberText.Of(_range.Largest)}.";
        return
        [
            Html.Figure(
                "From the best reconstructed to the worst",
                $"Each row of the data above its reconstruction, evenly over the order of their errors. {range}",
                Tiles(findings.FromBestToWorst(count))),
            Html.Figure(
                "The worst", "The rows with the largest errors, the largest first: what is unlike all else, or wrong.", Tiles(findings.Worst(count))),
        ];
    }

    /// <summary>From the least to the largest value of the inputs that are shown or not: all images are of one scale.</summary>
    private static (double Least, double Largest) RangeOf(DataFindings findings)
    {
        (double least, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int row = 0; row < findings.Count; row++)
        {
            foreach (float value in findings.Row(row))
            {
                (least, largest) = (value < least ? value : least, value > largest ? value : largest);
            }
        }

        return (least, largest);
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
            Html.Element("span", Html.Class("label"), label.IsMissing ? name : Shortened.ToLabel(RowColours.NameOf(label))),
            Html.Element("span", NumberText.Of(findings.Errors[row])));
    }

    private XElement Image(ReadOnlySpan<float> values, string description) => Html.Void(
        "img",
        new XAttribute("alt", description),
        new XAttribute("title", description),
        new XAttribute("src", GreyImage.DataAddress(values, width, _range.Least, _range.Largest)));
}
