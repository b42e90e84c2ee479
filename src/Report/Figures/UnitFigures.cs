using System.Globalization;
using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>What the latent units do.</summary>
internal static class UnitFigures
{
    private const int MostUnits = 24;
    private const int MostCorrelated = 20;
    private const double Cell = 20;

    /// <summary>Each unit with its divergence, variance and influence.</summary>
    public static XElement Units(DataFindings findings)
    {
        bool hasDistribution = findings.Model.Kind.Definition.HasDistribution;
        var table = new BarTable("unit");
        if (hasDistribution)
        {
            table.AddColumn("KL divergence, nats", NumberText.Of);
        }

        table.AddColumn("variance of the code", NumberText.Of);
        table.AddColumn("influence", NumberText.Of);
        foreach (int unit in findings.UnitsByInformation.Take(MostUnits).Order())
        {
            LatentUnit does = findings.Diagnostics.Units[unit];
            string name = unit.ToString(CultureInfo.InvariantCulture) + (does.IsActive ? string.Empty : " (inactive)");
            table.AddRow(name, !does.IsActive, hasDistribution ? [does.KlDivergence, does.Variance, does.Influence] : [does.Variance, does.Influence]);
        }

        int q = findings.Model.LatentDimension;
        string caption = $"{NumberText.Count(findings.Diagnostics.ActiveUnits)} of {NumberText.Count(q)} are active: their codes tell rows apart. "
            + (hasDistribution ? "The divergence is what a unit tells of a row; the " : "The ")
            + "influence is how far the reconstruction moves, squared and in scaled units, when the unit is held at its mean."
            + (q > MostUnits ? $" Shown are the {MostUnits} that tell most." : string.Empty);
        return Html.Figure("Latent units", caption, table.ToElement());
    }

    /// <summary>How the codes of two units go together, for every two; null where there are not two.</summary>
    public static XElement? Correlations(DataFindings findings)
    {
        int[] units = [.. findings.UnitsByInformation.Take(MostCorrelated).Order()];
        if (units.Length < 2)
        {
            return null;
        }

        double most = Pairs(units).Max(pair => Math.Abs(findings.Diagnostics.Correlation(pair.First, pair.Second)));
        XElement[] cells = [.. units.SelectMany((_, row) => units.Take(row).Select((_, column) => CellOf(findings.Diagnostics, units, row, column)))];
        IEnumerable<XElement> names = units.Select((unit, i) => Svg.Text(
            "tick middle", Svg.Attribute("x", (i + 0.5) * Cell), (i * Cell) + 14, unit.ToString(CultureInfo.InvariantCulture)));
        string side = Svg.Number(units.Length * Cell);
        return Html.Figure(
            "Correlation of units",
            "Each square is two units, named on the diagonal: the larger it is, the more one tells of the other. Filled is together, hollow is "
            + $"against each other. The largest is {NumberText.Of(most)}."
            + (findings.Model.LatentDimension > MostCorrelated ? $" Shown are the {MostCorrelated} units that tell most." : string.Empty),
            Svg.Element(
                "svg",
                new XAttribute("role", "img"),
                new XAttribute("aria-label", $"Correlations of {units.Length} latent units, up to {NumberText.Of(most)} in size."),
                new XAttribute("viewBox", $"0 0 {side} {side}"),
                new XAttribute("class", "matrix"),
                new XAttribute("style", $"max-width:{Svg.Number(units.Length * Cell * 1.3)}px"),
                cells,
                names));
    }

    private static IEnumerable<(int First, int Second)> Pairs(int[] units) =>
        units.SelectMany((first, row) => units.Take(row).Select(second => (first, second)));

    /// <summary>A square of an area in proportion to the correlation.</summary>
    private static XElement CellOf(LatentDiagnostics diagnostics, int[] units, int row, int column)
    {
        double correlation = diagnostics.Correlation(units[row], units[column]);
        double side = (Cell - 3) * Math.Sqrt(Math.Abs(correlation));
        return Svg.Element(
            "rect",
            Svg.Attribute("class", correlation < 0 ? "against" : "together"),
            Svg.Attribute("x", ((column + 0.5) * Cell) - (side / 2)),
            Svg.Attribute("y", ((row + 0.5) * Cell) - (side / 2)),
            Svg.Attribute("width", side),
            Svg.Attribute("height", side),
            Svg.Hover($"Units {units[column]} and {units[row]}: {NumberText.Of(correlation)}"));
    }
}
