using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>How well a model reconstructs rows.</summary>
internal static class QualityFigures
{
    private const int MaxFields = 16;
    private const int NameLength = 32;

    /// <summary>The explained variance next to that of principal components.</summary>
    public static XElement ExplainedVariance(DataFindings findings)
    {
        LatentDiagnostics diagnostics = findings.Diagnostics;
        var table = new BarTable("model");
        table.AddColumn("explained variance", NumberText.Percent, max: 1);
        table.AddRow("this model", isFaint: false, diagnostics.ExplainedVariance);
        table.AddRow(
            NumberText.Count(findings.Model.LatentDimension, "principal component"), isFaint: true, diagnostics.PrincipalComponentsExplainedVariance);
        return Html.Figure(
            "Explained variance",
            "100% is a perfect reconstruction; 0% is no better than the mean row. The principal components are fitted to these same rows, so they "
            + "are the best that a linear autoencoder could do.",
            table.ToElement());
    }

    /// <summary>The reconstruction quality of each value of a row, the worst first.</summary>
    public static XElement Fields(DataFindings findings)
    {
        FieldQuality[] qualities =
        [
            .. findings.Fields.Select(field => FieldQuality.Of(findings, field))
                .OrderBy(quality => double.IsNaN(quality.Score)).ThenBy(quality => quality.Score),
        ];
        bool hasChoices = findings.Fields.Any(field => field.Slots.Kind != SlotKind.Continuous);
        var table = new BarTable("value");
        table.AddColumn(hasChoices ? "explained variance or accuracy" : "explained variance", NumberText.Percent, max: 1);
        foreach (FieldQuality quality in qualities.Take(MaxFields))
        {
            table.AddRow(Shortened.To(quality.Field.Name, NameLength), quality.Field.Slots.Kind != SlotKind.Continuous, quality.Score);
        }

        return Html.Figure(
            "How well each value is reconstructed",
            "The worst come first. For a number: how much of its variance is explained. Below 0% is worse than the mean; a dash means that "
            + "it does not vary."
            + (hasChoices ? " For a category or a Boolean, in fainter bars: how often the most likely choice is correct." : string.Empty)
            + (qualities.Length > MaxFields ? $" Showing {MaxFields} of {NumberText.Count(qualities.Length)}." : string.Empty),
            table.ToElement());
    }
}
