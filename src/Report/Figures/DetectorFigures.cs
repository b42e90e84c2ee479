using System.Xml.Linq;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder.Report.Figures;

/// <summary>The scores of an anomaly detector, and what made them high.</summary>
internal static class DetectorFigures
{
    private const int MaxSlots = 16;
    private const int SlotsPerRow = 5;
    private const int NameLength = 32;

    private static readonly int[] TopCounts = [10, 50, 100];

    public static XElement KeyFigures(DetectorFindings findings) => Html.Element(
        "ul",
        Html.Class("key"),
        KeyFigure(NumberText.Count(findings.FlaggedCount), $"of {NumberText.Count(findings.ScoredCount, "row")} above the threshold"),
        KeyFigure(NumberText.Percent(Share(findings.FlaggedCount, findings.ScoredCount)), "of the rows"),
        KeyFigure(NumberText.Percent(findings.Detector.Contamination), "contamination"),
        KeyFigure(NumberText.Of(findings.Detector.Threshold), "threshold"));

    public static IEnumerable<(string Name, string Value)> Facts(AnomalyDetector detector)
    {
        yield return ("Score", detector.Score.ToString());
        yield return ("Threshold", NumberText.Of(detector.Threshold));
        yield return ("Contamination", NumberText.Percent(detector.Contamination));
        yield return (
            "Held-out rows behind the threshold",
            detector.HeldOutRowCount == 0 ? "none: rows of the fit stand in, whose scores are too low" : NumberText.Count(detector.HeldOutRowCount));
        yield return ("Masks", detector.MaskCount == 0 ? "none" : NumberText.Count(detector.MaskCount));
    }

    public static IEnumerable<(string Name, string Value)> Rows(DetectorFindings findings)
    {
        yield return ("Rows", NumberText.Count(findings.RowCount));
        yield return ("Above the threshold", NumberText.Count(findings.FlaggedCount));
        yield return ("Without a score (NaN)", NumberText.Count(findings.UnscoredCount));
    }

    /// <summary>The distribution of the scores, with the threshold marked.</summary>
    public static XElement Scores(DetectorFindings findings)
    {
        IReadOnlyList<float> scores = findings.Scores;
        if (scores.Count == 0)
        {
            return Html.Paragraph($"There are no scores to show: {NumberText.Count(findings.RowCount, "row")}, all without a score.");
        }

        float threshold = findings.Detector.Threshold;
        Axis xAxis = Axis.Around(scores.Append(threshold).Select(score => (double)score));
        int[] counts = new int[ErrorHistogram.Bins];
        foreach (float score in scores)
        {
            counts[(int)Math.Clamp(xAxis.Position(score) * ErrorHistogram.Bins, 0, ErrorHistogram.Bins - 1)]++;
        }

        var plot = new Plot(xAxis, Axis.OfCounts(0, counts.Max() * ErrorHistogram.Height / (ErrorHistogram.Height - Plot.LineOfText)), ErrorHistogram.Height);
        for (int bin = 0; bin < ErrorHistogram.Bins; bin++)
        {
            plot.Add(ErrorHistogram.Bar(plot, xAxis, bin, counts[bin]));
        }

        if (float.IsFinite(threshold))
        {
            plot.AddMark(threshold, $"threshold {NumberText.Of(threshold)}");
        }

        string above = $"{NumberText.Count(findings.FlaggedCount)} of {NumberText.Count(findings.ScoredCount, "row")} "
            + $"({NumberText.Percent(Share(findings.FlaggedCount, findings.ScoredCount))}) are above the threshold of {NumberText.Of(threshold)}";
        string sampled = scores.Count < findings.ScoredCount ? $" Showing a random sample of {NumberText.Count(scores.Count, "score")}." : string.Empty;
        return Html.Figure(
            "Anomaly scores",
            $"{above}; the contamination is {NumberText.Percent(findings.Detector.Contamination)}. "
            + $"{NumberText.Count(findings.UnscoredCount, "row")} without a score (NaN) left out.{sampled}",
            plot.ToElement("Anomaly scores", above + ".", xAxis.IsLogarithmic ? "score (log scale)" : "score", "rows"));
    }

    /// <summary>How well the scores agree with labels.</summary>
    public static XElement Labels(DetectorFindings findings, string labelName)
    {
        IReadOnlyList<bool> top = findings.LabelsOfTop;
        var table = new BarTable("measure");
        table.AddColumn("value", NumberText.Percent, max: 1);
        table.AddRow("area under the ROC curve", isFaint: false, findings.AreaUnderRocCurve());
        foreach (int count in TopCounts.Select(count => Math.Min(count, top.Count)).Distinct().Where(count => count > 0))
        {
            table.AddRow($"precision among the top {count}", isFaint: false, Share(top.Take(count).Count(label => label), count));
        }

        table.AddRow("precision at the threshold", isFaint: false, Share(findings.FoundCount, findings.LabeledFlaggedCount));
        table.AddRow("recall at the threshold", isFaint: false, Share(findings.FoundCount, findings.AnomalousCount));
        return Html.Figure(
            "Agreement with labels",
            $"{NumberText.Count(findings.AnomalousCount)} of {NumberText.Count(findings.LabeledCount, "row")} with a score and a label are anomalous by "
            + $"{Shortened.To(labelName, NameLength)}. A dash means that there are no rows to tell from.",
            table.ToElement());
    }

    /// <summary>The slots that contribute most.</summary>
    public static XElement Slots(DetectorFindings findings)
    {
        if (!findings.HasContributions)
        {
            return Html.Paragraph($"The score {findings.Detector.Score} has no contributions, because its divergence belongs to no slot.");
        }

        IReadOnlyList<double> shares = findings.Shares, flagged = findings.FlaggedShares;
        var table = new BarTable("slot");
        table.AddColumn("share, all rows", NumberText.Percent);
        table.AddColumn("share, rows above the threshold", NumberText.Percent);
        foreach (int slot in Enumerable.Range(0, shares.Count).OrderByDescending(slot => shares[slot]).Take(MaxSlots))
        {
            table.AddRow(NameOf(findings, slot), isFaint: false, shares[slot], flagged[slot]);
        }

        return Html.Figure(
            "Slots that contribute most",
            "The share of a slot in the score of a row, as a mean over rows."
            + (shares.Count > MaxSlots ? $" Showing {MaxSlots} of {NumberText.Count(shares.Count)}." : string.Empty),
            table.ToElement());
    }

    /// <summary>The rows with the highest scores.</summary>
    public static XElement? TopRows(DetectorFindings findings) => findings.Top.Count == 0 ? null : Html.Figure(
        "The most anomalous rows",
        "The rows with the highest scores, the highest first, numbered from 1"
        + (findings.HasContributions ? ", with the slots that contribute most to each score." : "."),
        Html.Element("div", Html.Class("grid"), findings.Top.Select(row => Card(findings, row))));

    private static XElement Card(DetectorFindings findings, DetectorFindings.ScoredRow row)
    {
        string flagged = row.Score > findings.Detector.Threshold ? "flagged" : "not flagged";
        string caption = $"Row {NumberText.Count(row.Number)} · score {NumberText.Of(row.Score)} · "
            + $"p-value {NumberText.Of(findings.Detector.PValue(row.Score))} · {flagged}";
        if (!findings.HasContributions)
        {
            return Html.Paragraph(caption);
        }

        (float[] contributions, float[] expected) = findings.Explain(row);
        IEnumerable<int> largest = Enumerable.Range(0, contributions.Length).OrderByDescending(slot => contributions[slot]).Take(SlotsPerRow);
        return Html.Element(
            "table",
            Html.Class("row"),
            Html.Element("caption", caption),
            Html.Element("thead", Html.Element("tr", Header("col", "slot"), Header("col", "value"), Header("col", "expected"), Header("col", "share"))),
            Html.Element("tbody", largest.Select(slot => Html.Element(
                "tr",
                Header("row", NameOf(findings, slot)),
                Html.Element("td", float.IsNaN(row.Values[slot]) ? "–" : NumberText.Of(row.Values[slot])),
                Html.Element("td", NumberText.Of(expected[slot])),
                Html.Element("td", NumberText.Percent(contributions[slot] / (double)row.Score))))));
    }

    private static string NameOf(DetectorFindings findings, int slot) =>
        Shortened.To(findings.SlotNames[slot] is { Length: > 0 } name ? name : FormattableString.Invariant($"slot {slot}"), NameLength);

    private static XElement Header(string scope, string text) => Html.Element("th", new XAttribute("scope", scope), text);

    private static XElement KeyFigure(string value, string name) => Html.Element("li", Html.Element("strong", value), " ", name);

    private static double Share(long part, long whole) => whole == 0 ? double.NaN : (double)part / whole;
}
