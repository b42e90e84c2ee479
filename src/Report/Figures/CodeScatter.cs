using System.Globalization;
using System.Text;
using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>The codes of rows in the two latent units that tell most, coloured by a label.</summary>
internal sealed class CodeScatter
{
    private const double Height = 420;
    private const int MostPoints = 3000;
    private const int NameLength = 16;

    /// <summary>A label may be a whole document; what a pointer is told is not.</summary>
    private const int HoverLength = 100;

    /// <summary>In units of a plot's width, on a screen between narrow and wide.</summary>
    private const double LetterWidth = 14;

    private readonly DataFindings _findings;
    private readonly int _acrossUnit;
    private readonly int? _upUnit;
    private readonly int[] _rows;
    private readonly PointGroups _groups;
    private readonly List<(double X, double Y, double Half)> _names = [];

    public CodeScatter(DataFindings findings)
    {
        _findings = findings;
        int[] units = [.. findings.UnitsByInformation.Take(2).Order()];
        _acrossUnit = units[0];
        _upUnit = units.Length > 1 ? units[1] : null;
        int stride = ((findings.Count - 1) / MostPoints) + 1;
        _rows = [.. Enumerable.Range(0, findings.Count).Where(row => row % stride == 0)];
        _groups = new PointGroups(findings.Colours, findings.Count);
    }

    private bool IsOfNumbers => _findings.Colours.Numbers.Count > 0;

    public XElement ToElement(string? labelName)
    {
        double[] xs = [.. _rows.Select(row => (double)_findings.Code(row, _acrossUnit))];
        double[] ys = [.. _rows.Select(UpOf)];
        var plot = new Plot(Axis.LinearAround(xs, 6), _upUnit is null ? UpWithoutUnit() : Axis.LinearAround(ys, 6), Height);
        foreach (int group in Enumerable.Range(-1, _groups.Names.Count + 1))
        {
            int[] places = [.. Enumerable.Range(0, _rows.Length).Where(i => _groups[_rows[i]] == group)];
            if (places is not [])
            {
                AddPoints(plot, group, places, xs, ys);
            }
        }

        string units = _upUnit is { } second ? $"units {_acrossUnit} and {second}" : $"unit {_acrossUnit}";
        string which = _findings.UnitsByInformation.Count > 2 ? ", which tell most of a row" : string.Empty;
        string? label = labelName is null || _groups.Names.Count == 0 ? null : Shortened.ToLabel(labelName);
        string colouredBy = label is null ? string.Empty : $", coloured by {label}";
        return Html.Figure(
            "Latent codes",
            $"Each point is a row, at its code in {units}{which}{colouredBy}. Rows that lie together are alike to the model."
            + (_upUnit is null && !IsOfNumbers ? " Up and down only sets points and labels apart." : string.Empty),
            _groups.Legend(),
            plot.ToElement(
                "Latent codes",
                $"{NumberText.Count(_rows.Length, "row")} by {units}{colouredBy}.",
                $"unit {_acrossUnit}",
                _upUnit is { } up ? $"unit {up}" : IsOfNumbers ? label : null));
    }

    /// <summary>The code in the second unit; of only one, the number of the row, or a place that sets apart labels, and points of one label.</summary>
    private double UpOf(int row)
    {
        if (_upUnit is { } unit)
        {
            return _findings.Code(row, unit);
        }

        // Multiples of the golden ratio fall evenly, and unlike random numbers the same each time.
        double jitter = row * 0.618033988749895 % 1;
        return IsOfNumbers ? _findings.Colours.Numbers[row] : BandOf(_groups[row]) + 0.1 + (0.8 * jitter);
    }

    private Axis UpWithoutUnit() => IsOfNumbers
        ? Axis.LinearAround(_rows.Select(UpOf))
        : Axis.WithoutTicks(_groups.HasOthers ? 0 : 1, _groups.Names.Count + 1);

    /// <summary>From top to bottom the categories, then rows without one.</summary>
    private int BandOf(int group) => group < 0 ? 0 : _groups.Names.Count - group;

    private void AddPoints(Plot plot, int group, int[] places, double[] xs, double[] ys)
    {
        // Lines of next to no length are dots: of none at all, squares would not be printed.
        var path = new StringBuilder();
        foreach (int i in places.Where(i => double.IsFinite(ys[i])))
        {
            path.Append(CultureInfo.InvariantCulture, $"M{Math.Round(plot.X(xs[i]), 1)} {Math.Round(plot.Y(ys[i]), 1)}h.1");
        }

        plot.Add(Svg.Element(
            "path",
            Html.Class("points " + _groups.StyleOf(group)),
            Svg.Attribute("d", path.ToString()),
            Svg.Hover(Shortened.To(_groups.NameOf(group), HoverLength))));
        if (group >= 0 && _groups.AreCategories)
        {
            AddName(plot, _groups.NameOf(group), plot.X(Median(places.Select(i => xs[i]))), plot.Y(Median(places.Select(i => ys[i]))));
        }
    }

    /// <summary>Writes the name of a category over the middle of its points, unless it would lie on another: the legend has them all.</summary>
    private void AddName(Plot plot, string name, double x, double y)
    {
        string text = Shortened.To(name, NameLength);
        double half = text.Length * LetterWidth / 2;
        x = Math.Clamp(x, half, Math.Max(half, Plot.Width - half));
        if (_names.All(other => Math.Abs(other.Y - y) > Plot.LineOfText || Math.Abs(other.X - x) > other.Half + half))
        {
            _names.Add((x, y, half));
            plot.AddNote(Svg.Text("category middle", Svg.Percent("x", x / Plot.Width), y + 4, text));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
