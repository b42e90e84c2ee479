using System.Xml.Linq;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>How often the units of a sparse code fire.</summary>
internal static class DensityHistogram
{
    private const double Height = 180;

    /// <summary>The number of units by the logarithm of their density.</summary>
    public static XElement Of(LatentDiagnostics diagnostics)
    {
        IReadOnlyList<DensityBin> bins = diagnostics.DensityHistogram;
        var plot = new Plot(Axis.Linear(bins[0].MinLog10, bins[^1].MaxLog10), Axis.OfCounts(0, Math.Max(1, bins.Max(bin => bin.Units))), Height);
        foreach (DensityBin bin in bins)
        {
            plot.Add(Bar(plot, bin));
        }

        const string Heading = "How often units fire";
        string dead = $"{NumberText.Count(diagnostics.DeadUnits, "unit")} {(diagnostics.DeadUnits == 1 ? "fires" : "fire")} for none of "
            + $"{NumberText.Count(diagnostics.RowCount, "row")}";
        return Html.Figure(
            Heading,
            "The density of a unit is the share of rows for which it fires: −2 is 1 row in 100. Units on the far left hardly ever fire; units on the far right "
            + $"fire for most rows and stand for nothing specific. {dead} and {(diagnostics.DeadUnits == 1 ? "is" : "are")} left out.",
            plot.ToElement(
                Heading,
                $"{NumberText.Count(bins.Sum(bin => bin.Units), "unit")} by density, from {NumberText.Of(bins[0].MinLog10)} to 0 in powers of ten; {dead}.",
                "density, log₁₀",
                "units"));
    }

    private static XElement Bar(Plot plot, DensityBin bin)
    {
        double left = plot.X(bin.MinLog10), width = plot.X(bin.MaxLog10) - left, top = plot.Y(bin.Units);
        string from = NumberText.Of(Math.Pow(10, bin.MinLog10)), to = NumberText.Of(Math.Pow(10, bin.MaxLog10));
        return Svg.Element(
            "rect",
            Html.Class("bar"),
            Svg.Attribute("x", left + (0.06 * width)),
            Svg.Attribute("width", 0.88 * width),
            Svg.Attribute("y", top),
            Svg.Attribute("height", Height - top),
            Svg.Hover($"{NumberText.Count(bin.Units, "unit")} with a density between {from} and {to}"));
    }
}
