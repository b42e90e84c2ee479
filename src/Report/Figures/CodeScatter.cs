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
    private const int Shades = 7;
    private const int NameLength = 16;

    /// <summary>In units of a plot's width, on a screen between narrow and wide.</summary>
    private const double LetterWidth = 14;

    private readonly DataFindings _findings;
    private readonly int _acrossUnit;
    private readonly int? _upUnit;
    private readonly int[] _rows;
    private readonly string[] _groups;
    private readonly int[] _groupOf;
    private readonly List<(double X, double Y, double Half)> _names = [];

    public CodeScatter(DataFindings findings)
    {
        _findings = findings;
        int[] units = [.. findings.UnitsByInformation.Take(2).Order()];
        _acrossUnit = units[0];
        _upUnit = units.Length > 1 ? units[1] : null;
        int stride = ((findings.Count - 1) / MostPoints) + 1;
        _rows = [.. Enumerable.Range(0, findings.Count).Where(row => row % stride == 0)];
        (_groups, _groupOf) = Group(findings.Colours, findings.Count);
    }

    private bool IsOfNumbers => _findings.Colours.Numbers.Count > 0;

    private bool IsOfCategories => _findings.Colours.Categories.Count > 0;

    public XElement ToElement(string? labelName)
    {
        double[] xs = [.. _rows.Select(row => (double)_findings.Code(row, _acrossUnit))];
        double[] ys = [.. _rows.Select(UpOf)];
        var plot = new Plot(Axis.LinearAround(xs, 6), _upUnit is null ? UpWithoutUnit() : Axis.LinearAround(ys, 6), Height);
        foreach (int group in Enumerable.Range(-1, _groups.Length + 1))
        {
            int[] places = [.. Enumerable.Range(0, _rows.Length).Where(i => _groupOf[_rows[i]] == group)];
            if (places is not [])
            {
                AddPoints(plot, group, places, xs, ys);
            }
        }

        string units = _upUnit is { } second ? $"units {_acrossUnit} and {second}" : $"unit {_acrossUnit}";
        string which = _findings.UnitsByInformation.Count > 2 ? ", which tell most of a row" : string.Empty;
        string colouredBy = labelName is null ? string.Empty : $", coloured by {Shortened.ToLabel(labelName)}";
        return Html.Figure(
            "Latent codes",
            $"Each point is a row, at its code in {units}{which}{colouredBy}. Rows that lie together are alike to the model."
            + (_upUnit is null ? " Up and down only sets points and labels apart." : string.Empty),
            Legend(),
            plot.ToElement(
                "Latent codes",
                $"{NumberText.Count(_rows.Length, "row")} by {units}{colouredBy}.",
                $"unit {_acrossUnit.ToString(CultureInfo.InvariantCulture)}",
                _upUnit is { } up ? $"unit {up.ToString(CultureInfo.InvariantCulture)}" : null));
    }

    /// <summary>The code in the second unit; of only one, a place that sets apart labels, and points of one label.</summary>
    private double UpOf(int row)
    {
        if (_upUnit is { } unit)
        {
            return _findings.Code(row, unit);
        }

        // Multiples of the golden ratio fall evenly, and unlike random numbers the same each time.
        double jitter = row * 0.618033988749895 % 1;
        return IsOfNumbers ? _findings.Colours.Numbers[row] : BandOf(_groupOf[row]) + 0.1 + (0.8 * jitter);
    }

    private Axis UpWithoutUnit() => IsOfNumbers
        ? Axis.LinearAround(_rows.Select(UpOf))
        : Axis.WithoutTicks(_groupOf.Contains(-1) ? 0 : 1, _groups.Length + 1);

    /// <summary>From top to bottom the categories, then rows without one.</summary>
    private int BandOf(int group) => group < 0 ? 0 : _groups.Length - group;

    private void AddPoints(Plot plot, int group, int[] places, double[] xs, double[] ys)
    {
        // Lines of next to no length are dots: of none at all, squares would not be printed.
        var path = new StringBuilder();
        foreach (int i in places.Where(i => double.IsFinite(ys[i])))
        {
            path.Append(CultureInfo.InvariantCulture, $"M{Math.Round(plot.X(xs[i]), 1)} {Math.Round(plot.Y(ys[i]), 1)}h.1");
        }

        string name = group < 0 ? (IsOfCategories ? "others and none" : "rows") : _groups[group];
        plot.Add(Svg.Element("path", Html.Class("points " + StyleOf(group)), Svg.Attribute("d", path.ToString()), Svg.Hover(name)));
        if (group >= 0 && IsOfCategories)
        {
            AddName(plot, name, plot.X(Median(places.Select(i => xs[i]))), plot.Y(Median(places.Select(i => ys[i]))));
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

    private string StyleOf(int group) => group < 0 ? (IsOfCategories || IsOfNumbers ? "other" : "plain")
        : IsOfNumbers ? $"s{group}" : $"c{group}";

    private XElement? Legend()
    {
        if (_groups is [])
        {
            return null;
        }

        bool hasOthers = _groupOf.Contains(-1);
        return Html.Element(
            "ul",
            Html.Class("legend"),
            _groups.Select((name, group) => Entry(StyleOf(group), Shortened.ToLabel(name), _groupOf.Count(other => other == group))),
            hasOthers ? Entry("other", IsOfNumbers ? "none" : "others and none", _groupOf.Count(other => other == -1)) : null);
    }

    private static XElement Entry(string style, string name, int count) => Html.Element(
        "li",
        Svg.Element(
            "svg",
            new XAttribute("aria-hidden", "true"),
            new XAttribute("viewBox", "0 0 10 10"),
            Svg.Element("path", Html.Class("points " + style), Svg.Attribute("d", "M5 5h.1"))),
        name,
        Html.Element("span", " " + NumberText.Count(count)));

    /// <summary>Categories as they are; numbers in shades of their range without its extremes.</summary>
    private static (string[] Names, int[] GroupOf) Group(RowColours colours, int count)
    {
        if (colours.Numbers.Count == 0)
        {
            return ([.. colours.Categories], colours.Categories.Count > 0 ? [.. colours.CategoryOf] : [.. Enumerable.Repeat(-1, count)]);
        }

        double[] sorted = [.. colours.Numbers.Where(double.IsFinite).Order()];
        Axis range = Axis.Linear(sorted[sorted.Length / 50], sorted[sorted.Length - 1 - (sorted.Length / 50)]);
        string[] names = [.. Enumerable.Range(0, Shades).Select(shade => shade switch
        {
            0 => $"to {Bound(1)}",
            Shades - 1 => $"from {Bound(shade)}",
            _ => $"{Bound(shade)} to {Bound(shade + 1)}",
        })];
        return (names, [.. colours.Numbers.Select(ShadeOf)]);

        string Bound(int shade) => NumberText.Of(range.ValueAt((double)shade / Shades));
        int ShadeOf(double number) => double.IsFinite(number) ? (int)Math.Clamp(Math.Floor(range.Place(number) * Shades), 0, Shades - 1) : -1;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
