using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>The distribution of the reconstruction errors.</summary>
internal static class ErrorHistogram
{
    internal const int Bins = 48;
    internal const double Height = 180;

    private static readonly (double Fraction, string Name)[] Marks = [(0.5, "median"), (0.95, "95%"), (0.99, "99%")];

    public static XElement Of(ErrorList errors)
    {
        Axis xAxis = Axis.Around(errors.Values);
        int[] counts = new int[Bins];
        foreach (double error in errors.Values)
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

        string[] quantiles = [.. Marks.Select(mark => $"{mark.Name} {NumberText.Of(errors.Quantile(mark.Fraction))}")];
        for (int i = 0; i < Marks.Length; i++)
        {
            plot.AddMark(errors.Quantile(Marks[i].Fraction), quantiles[i], line: i);
        }

        string heading = $"Reconstruction errors{errors.Units}";
        string definition = errors.IsScaled
            ? "The mean of the squared errors after scaling, in which slots of different units count alike."
            : "The squared error ‖x − x̂‖², in the units of the input, in which a slot with large numbers outweighs the others.";
        string axisTitle = errors.IsScaled ? "mean squared error" : "squared error";
        return Html.Figure(
            heading,
            $"{definition} As an anomaly score, on rows like these, a threshold at 99% flags 1 row in 100.",
            plot.ToElement(
                heading,
                $"{NumberText.Count(errors.Values.Count, "row")}; smallest {NumberText.Of(errors.Quantile(0))}, {string.Join(", ", quantiles)}, "
                + $"largest {NumberText.Of(errors.Quantile(1))}.",
                xAxis.IsLogarithmic ? $"{axisTitle} (log scale)" : axisTitle,
                "rows"));
    }

    internal static XElement Bar(Plot plot, Axis xAxis, int bin, int count)
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
