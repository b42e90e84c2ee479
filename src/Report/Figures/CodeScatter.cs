using System.Globalization;
using System.Text;
using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>The codes of rows in the two most informative latent units, colored by a label.</summary>
internal sealed class CodeScatter
{
    private const double Height = 420;
    private const int MaxPoints = 3000;
    private const int NameLength = 16;

    /// <summary>Limits the tooltip, because a label may be a whole document.</summary>
    private const int HoverLength = 100;

    /// <summary>In units of the plot width, on a screen of medium width.</summary>
    private const double LetterWidth = 14;

    private readonly DataFindings _findings;
    private readonly int _xUnit;
    private readonly int? _yUnit;
    private readonly int[] _rows;
    private readonly PointGroups _groups;
    private readonly List<(double X, double Y, double Half)> _names = [];

    public CodeScatter(DataFindings findings)
    {
        _findings = findings;
        int[] units = [.. findings.UnitsByInformation.Take(2).Order()];
        _xUnit = units[0];
        _yUnit = units.Length > 1 ? units[1] : null;
        int stride = ((findings.Count - 1) / MaxPoints) + 1;
        _rows = [.. Enumerable.Range(0, findings.Count).Where(row => row % stride == 0)];
        _groups = new PointGroups(findings.Colors, findings.Count);
    }

    private bool IsOfNumbers => _findings.Colors.Numbers.Count > 0;

    public XElement ToElement(string? labelName)
    {
        double[] xs = [.. _rows.Select(row => (double)_findings.Code(row, _xUnit))];
        double[] ys = [.. _rows.Select(YOf)];
        var plot = new Plot(Axis.LinearAround(xs, 6), _yUnit is null ? YAxisWithoutUnit() : Axis.LinearAround(ys, 6), Height);
        foreach (int group in Enumerable.Range(-1, _groups.Names.Count + 1))
        {
            int[] members = [.. Enumerable.Range(0, _rows.Length).Where(i => _groups[_rows[i]] == group)];
            if (members is not [])
            {
                AddPoints(plot, group, members, xs, ys);
            }
        }

        string units = _yUnit is { } second ? $"units {_xUnit} and {second}" : $"unit {_xUnit}";
        string which = _findings.UnitsByInformation.Count > 2 ? ", the two most informative" : string.Empty;
        string? label = labelName is null || _groups.Names.Count == 0 ? null : Shortened.ToLabel(labelName);
        string coloredBy = label is null ? string.Empty : $", colored by {label}";
        return Html.Figure(
            "Latent codes",
            $"Each point is a row, placed by its code in {units}{which}{coloredBy}. Rows that are close together are similar to the model."
            + (_yUnit is null && !IsOfNumbers ? " The vertical position only separates points and labels." : string.Empty),
            _groups.Legend(),
            plot.ToElement(
                "Latent codes",
                $"{NumberText.Count(_rows.Length, "row")} by {units}{coloredBy}.",
                $"unit {_xUnit}",
                _yUnit is { } yUnit ? $"unit {yUnit}" : IsOfNumbers ? label : null));
    }

    /// <summary>The code in the second unit. With only one unit: the number that labels the row, or a position in the band of its category.</summary>
    private double YOf(int row)
    {
        if (_yUnit is { } unit)
        {
            return _findings.Code(row, unit);
        }

        // Multiples of the golden ratio are spread evenly and, unlike random numbers, are the same every time.
        double jitter = row * 0.618033988749895 % 1;
        return IsOfNumbers ? _findings.Colors.Numbers[row] : BandOf(_groups[row]) + 0.1 + (0.8 * jitter);
    }

    private Axis YAxisWithoutUnit() => IsOfNumbers
        ? Axis.LinearAround(_rows.Select(YOf))
        : Axis.WithoutTicks(_groups.HasOthers ? 0 : 1, _groups.Names.Count + 1);

    /// <summary>The categories from top to bottom, then the rows without one.</summary>
    private int BandOf(int group) => group < 0 ? 0 : _groups.Names.Count - group;

    private void AddPoints(Plot plot, int group, int[] members, double[] xs, double[] ys)
    {
        // A very short line is drawn as a dot. With a length of zero, square dots would be missing in print.
        var path = new StringBuilder();
        foreach (int i in members.Where(i => double.IsFinite(ys[i])))
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
            AddName(plot, _groups.NameOf(group), plot.X(Median(members.Select(i => xs[i]))), plot.Y(Median(members.Select(i => ys[i]))));
        }
    }

    /// <summary>Writes the name of a category at the center of its points, unless it would overlap another name. The legend has all names.</summary>
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
