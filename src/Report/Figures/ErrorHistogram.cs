using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>The distribution of the reconstruction errors.</summary>
internal static class ErrorHistogram
{
    private const int Bins = 48;
    private const double Height = 180;

    private static readonly (double Fraction, string Name)[] Marks = [(0.5, "median"), (0.95, "95%"), (0.99, "99%")];

    public static XElement Of(DataFindings findings)
    {
        Axis xAxis = Axis.Around(findings.Errors);
        int[] counts = new int[Bins];
        foreach (double error in findings.Errors)
        {
            counts[Math.Clamp((int)(xAxis.Position(error) * Bins), 0, Bins - 1)]++;
        }

        // Leaves room above the bars for the names of the marks.
        double room = Height / (Height - (Marks.Length * Plot.LineOfText));
        var plot = new Plot(xAxis, Axis.OfCounts(0, counts.Max() * room), Height);
        for (int bin = 0; bin < Bins; bin++)
        {
            plot.Add(Bar(plot, xAxis, bin, counts[bin]));
        }

        string[] quantiles = [.. Marks.Select(mark => $"{mark.Name} {NumberText.Of(findings.ErrorQuantile(mark.Fraction))}")];
        for (int i = 0; i < Marks.Length; i++)
        {
            plot.AddMark(findings.ErrorQuantile(Marks[i].Fraction), quantiles[i], line: i);
        }

        return Html.Figure(
            "Reconstruction errors",
            "The distribution of the squared error ‖x − x̂‖², in the units of the input: the usual anomaly score. On rows like these, a threshold "
            + "at 99% flags 1 row in 100.",
            plot.ToElement(
                "Reconstruction errors",
                $"{NumberText.Count(findings.Count, "row")}; smallest {NumberText.Of(findings.ErrorQuantile(0))}, {string.Join(", ", quantiles)}, "
                + $"largest {NumberText.Of(findings.ErrorQuantile(1))}.",
                xAxis.IsLogarithmic ? "squared error (log scale)" : "squared error",
                "rows"));
    }

    private static XElement Bar(Plot plot, Axis xAxis, int bin, int count)
    {
        double top = plot.Y(count);
        string from = NumberText.Of(xAxis.ValueAt((double)bin / Bins)), to = NumberText.Of(xAxis.ValueAt((bin + 1.0) / Bins));
        return Svg.Element(
            "rect",
            Html.Class("bar"),
            Svg.Attribute("x", (bin + 0.06) * Plot.Width / Bins),
            Svg.Attribute("width", 0.88 * Plot.Width / Bins),
            Svg.Attribute("y", top),
            Svg.Attribute("height", Height - top),
            Svg.Hover($"{NumberText.Count(count, "row")} between {from} and {to}"));
    }
}
