using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>How many rows have which reconstruction error.</summary>
internal static class ErrorHistogram
{
    private const int Bins = 48;
    private const double Height = 180;

    private static readonly (double Part, string Name)[] Marks = [(0.5, "median"), (0.95, "95 %"), (0.99, "99 %")];

    public static XElement Of(DataFindings findings)
    {
        Axis across = Axis.Around(findings.Errors);
        int[] counts = new int[Bins];
        foreach (double error in findings.Errors)
        {
            counts[Math.Clamp((int)(across.Place(error) * Bins), 0, Bins - 1)]++;
        }

        // Above the bars there is room for the names of the marks.
        double room = Height / (Height - (Marks.Length * Plot.LineOfText));
        var plot = new Plot(across, Axis.OfCounts(0, counts.Max() * room), Height);
        for (int bin = 0; bin < Bins; bin++)
        {
            plot.Add(Bar(plot, across, bin, counts[bin]));
        }

        string[] quantiles = [.. Marks.Select(mark => $"{mark.Name} {NumberText.Of(findings.ErrorQuantile(mark.Part))}")];
        for (int i = 0; i < Marks.Length; i++)
        {
            plot.AddMark(findings.ErrorQuantile(Marks[i].Part), quantiles[i], line: i);
        }

        return Html.Figure(
            "Reconstruction errors",
            "How many rows have which squared error ‖x − x̂‖², in the input's units: the usual anomaly score. Of rows like these, a threshold "
            + "at 99\u00A0% calls 1 in 100 an anomaly.",
            plot.ToElement(
                "Reconstruction errors",
                $"{NumberText.Count(findings.Count, "row")}; least {NumberText.Of(findings.ErrorQuantile(0))}, {string.Join(", ", quantiles)}, "
                + $"largest {NumberText.Of(findings.ErrorQuantile(1))}.",
                across.IsLogarithmic ? "squared error (log scale)" : "squared error",
                "rows"));
    }

    private static XElement Bar(Plot plot, Axis across, int bin, int count)
    {
        double top = plot.Y(count);
        string from = NumberText.Of(across.ValueAt((double)bin / Bins)), to = NumberText.Of(across.ValueAt((bin + 1.0) / Bins));
        return Svg.Element(
            "rect",
            Html.Class("bar"),
            Svg.Attribute("x", (bin + 0.06) * Plot.Width / Bins),
            Svg.Attribute("width", 0.88 * Plot.Width / Bins),
            Svg.Attribute("y", top),
            Svg.Attribute("height", Height - top),
            Svg.Hover($"{NumberText.Count(count, "row")} from {from} to {to}"));
    }
}
