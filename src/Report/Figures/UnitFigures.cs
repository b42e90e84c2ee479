using System.Globalization;
using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>Figures of the latent units.</summary>
internal static class UnitFigures
{
    private const int MaxCorrelatedUnits = 20;
    private const double Cell = 20;

    /// <summary>The divergence, variance and influence of each unit.</summary>
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
        if (findings.HasSparseCodes)
        {
            table.AddColumn("density", NumberText.Percent, max: 1);
        }

        if (findings.LabelShares.Count > 0)
        {
            table.AddColumn("label", NumberText.Percent, max: 1);
        }

        foreach (int unit in findings.ShownUnits)
        {
            LatentUnit facts = findings.Diagnostics.Units[unit];
            string name = unit.ToString(CultureInfo.InvariantCulture) + (facts.IsActive ? string.Empty : " (inactive)");
            double[] ofDistribution = hasDistribution ? [facts.KlDivergence] : [], ofLabel = findings.LabelShares.Count == 0 ? [] : [findings.LabelShares[unit]];
            double[] density = findings.HasSparseCodes ? [facts.Density] : [];
            table.AddRow(name, !facts.IsActive, [.. ofDistribution, facts.Variance, facts.Influence, .. density, .. ofLabel]);
        }

        int q = findings.Model.LatentDimension;
        string caption = $"{NumberText.Count(findings.Diagnostics.ActiveUnits)} of {NumberText.Count(q)} are active: their codes distinguish rows. "
            + (hasDistribution ? "The divergence is how much a unit says about a row. " : string.Empty)
            + "The influence is how far the reconstruction moves, squared and in scaled units, when the unit is held at its mean."
            + (findings.HasSparseCodes ? " The density is the share of rows for which the unit fires." : string.Empty)
            + (findings.LabelShares.Count == 0 ? string.Empty : " The last column is the share of a unit's variance that the label explains.")
            + (q > findings.ShownUnits.Count
                ? $" Showing the {findings.ShownUnits.Count} most informative units; {NumberText.Count(q - findings.ShownUnits.Count)} more are left out."
                : string.Empty);
        return Html.Figure("Latent units", caption, table.ToElement());
    }

    /// <summary>The correlations between the codes of every two units; null if there is only one.</summary>
    public static XElement? Correlations(DataFindings findings)
    {
        int[] units = [.. findings.UnitsByInformation.Take(MaxCorrelatedUnits).Order()];
        if (units.Length < 2)
        {
            return null;
        }

        double max = Pairs(units).Max(pair => Math.Abs(findings.Diagnostics.Correlation(pair.First, pair.Second)));
        XElement[] cells = [.. units.SelectMany((_, row) => units.Take(row).Select((_, column) => CellOf(findings.Diagnostics, units, row, column)))];
        IEnumerable<XElement> names = units.Select((unit, i) => Svg.Text(
            "tick middle", Svg.Attribute("x", (i + 0.5) * Cell), (i * Cell) + 14, unit.ToString(CultureInfo.InvariantCulture)));
        string side = Svg.Number(units.Length * Cell);
        return Html.Figure(
            "Correlation of units",
            "Each square compares two units, named on the diagonal: the larger the square, the stronger their correlation. Filled squares are "
            + $"positive correlations, hollow ones negative. The strongest is {NumberText.Of(max)}."
            + (findings.Model.LatentDimension > MaxCorrelatedUnits ? $" Showing the {MaxCorrelatedUnits} most informative units." : string.Empty),
            Svg.Element(
                "svg",
                new XAttribute("role", "img"),
                new XAttribute("aria-label", $"Correlations of {units.Length} latent units, up to {NumberText.Of(max)} in magnitude."),
                new XAttribute("viewBox", $"0 0 {side} {side}"),
                new XAttribute("class", "matrix"),
                Svg.Attribute("width", units.Length * Cell * 1.3),
                cells,
                names));
    }

    private static IEnumerable<(int First, int Second)> Pairs(int[] units) =>
        units.SelectMany((first, row) => units.Take(row).Select(second => (first, second)));

    /// <summary>A square whose area is proportional to the correlation.</summary>
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
