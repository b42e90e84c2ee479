using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>How much of the rows a model keeps.</summary>
internal static class QualityFigures
{
    private const int MostFields = 16;
    private const int NameLength = 32;

    /// <summary>The explained variance beside that of principal components.</summary>
    public static XElement ExplainedVariance(DataFindings findings)
    {
        LatentDiagnostics diagnostics = findings.Diagnostics;
        var table = new BarTable("by");
        table.AddColumn("explained variance", NumberText.Percent, largest: 1);
        table.AddRow("this model", isFaint: false, diagnostics.ExplainedVariance);
        table.AddRow(
            NumberText.Count(findings.Model.LatentDimension, "principal component"), isFaint: true, diagnostics.PrincipalComponentsExplainedVariance);
        return Html.Figure(
            "Explained variance",
            "100\u00A0% is a perfect reconstruction, 0 is the mean row. The principal components are fitted to these very rows: the most that "
            + "a linear autoencoder could do.",
            table.ToElement());
    }

    /// <summary>Each value of a row with how well it comes back, the worst first.</summary>
    public static XElement Fields(DataFindings findings)
    {
        FieldQuality[] qualities =
        [
            .. findings.Fields.Select(field => FieldQuality.Of(findings, field))
                .OrderBy(quality => double.IsNaN(quality.Score)).ThenBy(quality => quality.Score),
        ];
        bool hasChoices = findings.Fields.Any(field => field.Slots.Kind != SlotKind.Continuous);
        var table = new BarTable("value");
        table.AddColumn(hasChoices ? "explained variance, or part that is right" : "explained variance", NumberText.Percent, largest: 1);
        foreach (FieldQuality quality in qualities.Take(MostFields))
        {
            table.AddRow(Shortened.To(quality.Field.Name, NameLength), quality.Field.Slots.Kind != SlotKind.Continuous, quality.Score);
        }

        return Html.Figure(
            "How well each value comes back",
            "The worst first. Of a number, how much of its variance is explained; less than 0 is worse than the mean, and a dash stands "
            + "where it does not vary."
            + (hasChoices ? " Of a category or a Boolean, in a fainter bar, how often the most likely choice is the right one." : string.Empty)
            + (qualities.Length > MostFields ? $" Shown are {MostFields} of {NumberText.Count(qualities.Length)}." : string.Empty),
            table.ToElement());
    }
}
