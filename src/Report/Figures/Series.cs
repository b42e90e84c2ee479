using System.Globalization;
using System.Text;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>Values in the order of epochs.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Style">The CSS class of the line.</param>
/// <param name="Points">Epoch and value; a value that is no finite number leaves a gap.</param>
internal sealed record Series(string Name, string Style, IReadOnlyList<(double Epoch, double Value)> Points)
{
    /// <summary>More points than this are thinned out: a screen has no more columns.</summary>
    private const int MostPoints = 1000;

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
                // A line starts with one of no length, or a point with gaps on both sides would not be seen.
                path.Append(isDrawing ? 'L' : 'M')
                    .Append(CultureInfo.InvariantCulture, $"{Math.Round(plot.X(epoch), 2)} {Math.Round(plot.Y(value), 2)}")
                    .Append(isDrawing ? string.Empty : "h0");
            }

            isDrawing = double.IsFinite(value);
        }

        return path.ToString();
    }

    /// <summary>The least and the largest of each stretch, so that no peak is lost.</summary>
    private IEnumerable<(double Epoch, double Value)> Thinned()
    {
        if (Points.Count <= MostPoints)
        {
            return Points;
        }

        int stretch = (2 * Points.Count / MostPoints) + 1;
        return Points.Chunk(stretch).SelectMany(points => new[] { points.MinBy(point => point.Value), points.MaxBy(point => point.Value) }
            .Distinct().OrderBy(point => point.Epoch));
    }
}
