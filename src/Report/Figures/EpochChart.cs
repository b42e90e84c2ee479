using System.Xml.Linq;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>A chart of series over the epochs of a fit, each named at its end.</summary>
/// <param name="heading">The heading.</param>
/// <param name="caption">A sentence that explains how to read the chart.</param>
/// <param name="series">The series.</param>
internal sealed class EpochChart(string heading, string caption, IReadOnlyList<Series> series)
{
    /// <summary>The height in pixels.</summary>
    public double Height { get; init; } = 132;

    /// <summary>The epoch to mark; null for none.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>A value before the first epoch; null for none.</summary>
    public double? Start { get; init; }

    /// <summary>Whether the values are counts, so that the axis starts at 0.</summary>
    public bool IsOfCounts { get; init; }

    public XElement ToElement()
    {
        double[] values = [.. series.SelectMany(one => one.Values), .. Start is { } start ? [start] : Array.Empty<double>()];
        double[] epochs = [.. series.SelectMany(one => one.Points).Select(point => point.Epoch)];
        double first = Start is not null || BestEpoch is 0 ? 0 : 1;
        Axis yAxis = IsOfCounts ? Axis.OfCounts(0, values.Where(double.IsFinite).Append(1).Max()) : Axis.Around(values);
        var plot = new Plot(Axis.OfCounts(first, Math.Max(first, epochs.Append(1).Max())), yAxis, Height);
        foreach (Series one in series)
        {
            plot.Add(Svg.Element("path", Html.Class("line " + one.Style), Svg.Attribute("d", one.PathOn(plot)), Svg.Hover(one.Name)));
        }

        Mark(plot);
        NameLines(plot);
        return Html.Figure(heading, caption, plot.ToElement(heading, Describe(), yAxis.IsLogarithmic ? "epoch (values on a log scale)" : "epoch"));
    }

    private void Mark(Plot plot)
    {
        if (Start is { } start && double.IsFinite(start))
        {
            plot.Add(Dot("start", plot.X(0), plot.Y(start), $"Principal components: {NumberText.Of(start)}"));
            plot.Add(Dot("hole", plot.X(0), plot.Y(start), $"Principal components: {NumberText.Of(start)}"));
        }

        if (BestEpoch is not { } best)
        {
            return;
        }

        plot.AddMark(best, best == 0 ? "starting point kept" : $"epoch {NumberText.Count(best)} kept");
        if (series[^1].Points.FirstOrDefault(point => point.Epoch == best) is { Epoch: > 0 } kept && double.IsFinite(kept.Value))
        {
            plot.Add(Dot("kept", plot.X(best), plot.Y(kept.Value), $"Epoch {best}: {NumberText.Of(kept.Value)}"));
        }
    }

    private static XElement Dot(string style, double x, double y, string hover) => Svg.Element(
        "path", Html.Class("dot " + style), Svg.Attribute("d", $"M{Svg.Number(x)} {Svg.Number(y)}h0"), Svg.Hover(hover));

    /// <summary>Writes names at the ends of the lines, moved apart if they would overlap.</summary>
    private void NameLines(Plot plot)
    {
        double free = double.NegativeInfinity;
        foreach (Series one in series.Where(one => one.Last is not null).OrderBy(one => plot.Y(one.Last!.Value.Value)))
        {
            double y = Math.Max(plot.Y(one.Last!.Value.Value), free);
            free = y + Plot.LineOfText;
            plot.AddName(one.Style, y, series.Count == 1 ? NumberText.Of(one.Last.Value.Value) : one.Name);
        }
    }

    private string Describe() => string.Join(" ", series.Select(one => one.Last is { } last
        ? $"{one.Name}: from {NumberText.Of(one.Points.First(point => double.IsFinite(point.Value)).Value)} to {NumberText.Of(last.Value)} over "
            + $"{NumberText.Count(one.Points.Count, "epoch")}."
        : $"{one.Name}: no finite values."));
}
