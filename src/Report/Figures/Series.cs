using System.Globalization;
using System.Text;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>Values in the order of epochs.</summary>
/// <param name="Name">The name.</param>
/// <param name="Style">The CSS class of the line.</param>
/// <param name="Points">Epochs and values. A value that is not finite leaves a gap.</param>
internal sealed record Series(string Name, string Style, IReadOnlyList<(double Epoch, double Value)> Points)
{
    /// <summary>More points than this are thinned out, because a screen does not have more columns.</summary>
    private const int MaxPoints = 1000;

    public IEnumerable<double> Values => Points.Select(point => point.Value);

    /// <summary>The last point that can be drawn, if any.</summary>
    public (double Epoch, double Value)? Last => Points.Any(point => double.IsFinite(point.Value))
        ? Points.Last(point => double.IsFinite(point.Value))
        : null;

    /// <summary>The line as the data of an SVG path.</summary>
    public string PathOn(Plot plot)
    {
        var path = new StringBuilder();
        bool isDrawing = false;
        foreach ((double epoch, double value) in Thinned())
        {
            if (double.IsFinite(value))
            {
                // A line starts with a segment of no length. Otherwise a point with gaps on both sides would be invisible.
                path.Append(isDrawing ? 'L' : 'M')
                    .Append(CultureInfo.InvariantCulture, $"{Math.Round(plot.X(epoch), 2)} {Math.Round(plot.Y(value), 2)}")
                    .Append(isDrawing ? string.Empty : "h0");
            }

            isDrawing = double.IsFinite(value);
        }

        return path.ToString();
    }

    /// <summary>The minimum and the maximum of each stretch, so that no peak is lost.</summary>
    private IEnumerable<(double Epoch, double Value)> Thinned()
    {
        if (Points.Count <= MaxPoints)
        {
            return Points;
        }

        int stretch = (2 * Points.Count / MaxPoints) + 1;
        return Points.Chunk(stretch).SelectMany(points => new[] { points.MinBy(point => point.Value), points.MaxBy(point => point.Value) }
            .Distinct().OrderBy(point => point.Epoch));
    }
}
