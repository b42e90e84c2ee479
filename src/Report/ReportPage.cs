using System.Xml.Linq;
using MLNet.Autoencoder.Report.Figures;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report;

/// <summary>The page of a report.</summary>
/// <param name="options">The options.</param>
internal sealed class ReportPage(ReportOptions options)
{
    /// <summary>A report on the course of a fit.</summary>
    public XElement Of(TrainingHistory history) => Page(
        KeyFigures(history, findings: null),
        new HistoryFigures(history).ToElement(),
        Html.Section(
            "Details",
            Html.Element(
                "div",
                Html.Class("grid"),
                FactTable.Of("Fit", FactTable.OfHistory(history)),
                FactTable.Of("Created with", Facts.OfEnvironment()))));

    /// <summary>A report on a model and its results on rows.</summary>
    /// <param name="findings">The results.</param>
    /// <param name="labelName">The name of the labels; null if there are none.</param>
    public XElement Of(DataFindings findings, string? labelName) => Page(
        KeyFigures(findings.Model.History, findings),
        new HistoryFigures(findings.Model.History).ToElement(),
        Html.Section(
            "Code",
            new CodeScatter(findings).ToElement(labelName),
            Html.Element(
                "div",
                Html.Class("wide grid"),
                UnitFigures.Units(findings),
                UnitFigures.Correlations(findings),
                findings.HasSparseCodes ? DensityHistogram.Of(findings.Diagnostics) : null)),
        Html.Section("Reconstruction", Reconstruction(findings)),
        Html.Section(
            "Details",
            Html.Element(
                "div",
                Html.Class("grid"),
                FactTable.Of("Model", Facts.OfModel(findings.Model)),
                FactTable.Of("Code", Facts.OfCode(findings)),
                FactTable.Of("Fit", FactTable.OfHistory(findings.Model.History)),
                FactTable.Of("Rows in this report", OfRows(findings)),
                FactTable.Of("Created with", Facts.OfEnvironment()))));

    /// <summary>A report on an anomaly detector and the scores of rows.</summary>
    /// <param name="findings">The results.</param>
    /// <param name="labelName">The name of the labels; null if there are none.</param>
    public XElement Of(DetectorFindings findings, string? labelName) => Page(
        DetectorFigures.KeyFigures(findings),
        Html.Section("Scores", DetectorFigures.Scores(findings), labelName is null ? null : DetectorFigures.Labels(findings, labelName)),
        Html.Section("Anomalies", DetectorFigures.Slots(findings), DetectorFigures.TopRows(findings)),
        new HistoryFigures(findings.Detector.Model.History).ToElement(),
        Html.Section(
            "Details",
            Html.Element(
                "div",
                Html.Class("grid"),
                FactTable.Of("Detector", DetectorFigures.Facts(findings.Detector)),
                FactTable.Of("Model", Facts.OfModel(findings.Detector.Model)),
                FactTable.Of("Fit", FactTable.OfHistory(findings.Detector.Model.History)),
                FactTable.Of("Rows in this report", DetectorFigures.Rows(findings)),
                FactTable.Of("Created with", Facts.OfEnvironment()))));

    /// <summary>A report on units alone.</summary>
    /// <param name="units">The explanations.</param>
    public XElement Of(UnitReport units) => Page(units, new UnitCards(units).KeyFigures());

    private IEnumerable<XElement> Reconstruction(DataFindings findings)
    {
        bool isOfImages = options.ImageWidth is not null && findings.Model.InputDimension <= ReconstructedImages.MaxPixels;
        yield return Html.Element(
            "div",
            Html.Class("wide grid"),
            Html.Element("div", QualityFigures.ExplainedVariance(findings), isOfImages ? null : QualityFigures.Fields(findings)),
            Html.Element(
                "div",
                ErrorHistogram.Of(findings.Errors),
                findings.RankedErrors.IsScaled ? ErrorHistogram.Of(findings.RankedErrors) : null));
        foreach (XElement figure in isOfImages
            ? new ReconstructedImages(findings, options.ImageWidth!.Value).ToElements()
            : new ReconstructedRows(findings).ToElements())
        {
            yield return figure;
        }
    }

    private static IEnumerable<(string Name, string Value)> OfRows(DataFindings findings)
    {
        yield return ("Rows", NumberText.Count(findings.RowCount));
        yield return ("Used", NumberText.Count(findings.Count));
        yield return ("Could not be encoded", NumberText.Count(findings.UnusableCount));
    }

    /// <summary>A line with the figures that most readers look for.</summary>
    private static XElement KeyFigures(TrainingHistory history, DataFindings? findings)
    {
        var summary = new HistorySummary(history);
        var figures = new List<(string Value, string Name)>();
        if (findings is not null)
        {
            figures.Add((NumberText.Percent(findings.Diagnostics.ExplainedVariance), "of variance explained"));
            figures.Add((NumberText.Percent(findings.Diagnostics.PrincipalComponentsExplainedVariance), "by principal components"));
            figures.Add(($"{findings.Diagnostics.ActiveUnits} of {findings.Model.LatentDimension}", "latent units active"));
        }

        figures.Add((NumberText.Count(history.RowCount), "rows trained on"));
        figures.Add(($"{history.BestEpoch} of {history.Epochs.Count}", history.BestEpoch == 0 ? "epoch kept: the starting point" : "epoch kept"));
        if (summary.HasDurations)
        {
            figures.Add((NumberText.Duration(summary.Duration), $"at {NumberText.Of(summary.RowsPerSecond)} rows per second"));
        }

        return Html.Element(
            "ul", Html.Class("key"), figures.Select(figure => Html.Element("li", Html.Element("strong", figure.Value), " ", figure.Name)));
    }

    private XElement Page(params XElement[] content) => Page(options.Units, content);

    /// <summary>The page: its content, followed by the units, if any, and the script that searches them.</summary>
    private XElement Page(UnitReport? units, params XElement[] content)
    {
        string styleSheet = StyleSheet.Text();
        string? script = units is null ? null : SearchScript.Text();
        return Html.Element(
            "html",
            new XAttribute("lang", "en"),
            Html.Element(
                "head",
                Html.Void("meta", new XAttribute("charset", "utf-8")),
                ContentPolicy.Of(styleSheet, script),
                Html.Void("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                Html.Void("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
                Html.Element("title", options.Title),
                Html.Element("style", styleSheet)),
            Html.Element(
                "body",
                Html.Element("header", Html.Element("h1", options.Title)),
                Html.Element("main", content, units is null ? null : new UnitCards(units).ToElement()),
                script is null ? null : Html.Element("script", script)));
    }
}
