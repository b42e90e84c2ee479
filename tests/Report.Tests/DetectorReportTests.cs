using System.Xml.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Report;

/// <summary>Reports on anomaly detectors.</summary>
public sealed class DetectorReportTests
{
    private static readonly AnomalyDetector Detector = Fit(AnomalyScore.MaskedPrediction);

    [Fact]
    public void The_page_names_the_threshold_and_counts_the_rows_above_it()
    {
        AnomalyDetector detector = Detector.WithThreshold(Median());

        ReportFile report = Report(detector, Samples.Values(60));

        Assert.Equal("MaskedPrediction", report.Fact("Score"));
        Assert.Equal("60", report.Fact("Rows"));
        Assert.Equal(detector.Scores(Samples.Values(60)).Count(score => score > detector.Threshold).ToString(), report.Fact("Above the threshold"));
        Assert.Contains($"threshold {report.Fact("Threshold")}", report.Text);
    }

    [Fact]
    public void The_top_row_and_its_largest_contribution_are_those_of_the_detector()
    {
        float[] values = Samples.Values(60);
        values[(17 * Samples.Dimension) + 2] = 9;
        float[] scores = Detector.Scores(values), contributions = Detector.Contributions(values);
        int top = Array.IndexOf(scores, scores.Max());
        float[] ofTop = contributions[(top * Samples.Dimension)..((top + 1) * Samples.Dimension)];
        Assert.Equal(17, top);

        XElement[] cards = [.. Report(Detector, values).Elements("table", "row")];

        Assert.Equal(20, cards.Length);
        Assert.StartsWith("Row 18 · score ", Cells(cards[0], "caption")[0], StringComparison.Ordinal);
        Assert.EndsWith(" · flagged", Cells(cards[0], "caption")[0], StringComparison.Ordinal);
        XElement first = cards[0].Descendants().First(element => element.Name.LocalName == "tbody").Elements().First();
        Assert.Equal($"slot {Array.IndexOf(ofTop, ofTop.Max())}", Cells(first, "th")[0]);
        Assert.Equal(ofTop.Max() / scores[top], PlotReader.Number(Cells(first, "td")[2].TrimEnd('%')) / 100, 0.001);
    }

    [Fact]
    public void Labels_are_compared_with_the_scores()
    {
        // The rows by score: anomalous, normal, anomalous, normal, normal, ... The pairs in the right order are 38 + 37 of 2 × 38.
        float[] values = Samples.Values(40), scores = Detector.Scores(values);
        int[] order = [.. Enumerable.Range(0, 40).OrderByDescending(row => scores[row])];
        bool[] labels = [.. Enumerable.Range(0, 40).Select(row => row == order[0] || row == order[2])];
        AnomalyDetector detector = Detector.WithThreshold(scores[order[2]]);

        ReportFile report = ReportFile.Of(path => detector.WriteReport(path, new InMemoryRows(values, Samples.Dimension), labels));

        Assert.Equal(
            [
                "area under the ROC curve 98.7%", "precision among the top 10 20%", "precision among the top 40 5%", "precision at the threshold 50%",
                "recall at the threshold 50%",
            ],
            Measures(report));
    }

    [Fact]
    public void Labels_may_be_Booleans_numbers_or_keys()
    {
        var key = new TableColumn(
            "Label", new KeyDataViewType(typeof(uint), 2), null, row => new ValueGetter<uint>((ref uint value) => value = row() % 4 == 0 ? 2u : 1u));
        string[] expected = MeasuresOf(TableColumn.Scalar("Label", BooleanDataViewType.Instance, i => i % 4 == 0));

        Assert.Equal(expected, MeasuresOf(TableColumn.Scalar("Label", NumberDataViewType.Single, i => i % 4 == 0 ? 1f : 0)));
        Assert.Equal(expected, MeasuresOf(key));
    }

    [Fact]
    public void A_text_label_is_refused() => Assert.Contains(
        "The label column 'Label' is text", Assert.Throws<ArgumentOutOfRangeException>(() => MeasuresOf(Samples.Text("Label", _ => "a"))).Message);

    [Fact]
    public void Rows_with_a_NaN_score_are_counted()
    {
        float[] values = Samples.Values(10);
        values[3] = float.PositiveInfinity;

        ReportFile report = Report(Detector, values);

        Assert.Equal("1", report.Fact("Without a score (NaN)"));
        Assert.Equal(9, report.Elements("table", "row").Count());
    }

    [Fact]
    public void There_may_be_no_rows() => Assert.Contains("There are no scores to show: 0 rows", Report(Detector, []).Text);

    [Fact]
    public void A_sample_of_the_scores_is_shown_but_all_rows_are_counted()
    {
        ReportFile report = ReportFile.Of(path => Detector.WriteReport(path, Samples.Rows(60), options: new ReportOptions { MaximumRows = 7 }));

        Assert.Contains("Showing a random sample of 7 scores.", report.Text);
        Assert.Equal("60", report.Fact("Rows"));
    }

    [Fact]
    public void A_variational_bound_has_no_contributions()
    {
        ReportFile report = Report(Fit(AnomalyScore.VariationalBound), Samples.Values(30));

        Assert.Contains("The score VariationalBound has no contributions", report.Text);
        Assert.Empty(report.Elements("table", "row"));
        Assert.Contains("Row ", report.Text);
    }

    [Fact]
    public void The_same_detector_and_rows_give_the_same_bytes() =>
        Assert.Equal(Report(Detector, Samples.Values(40)).Bytes, Report(Detector, Samples.Values(40)).Bytes);

    private static float Median() => Detector.Scores(Samples.Values(60)).Order().ElementAt(30);

    private static AnomalyDetector Fit(AnomalyScore score) =>
        Autoencoder.FitAnomalyDetector(Samples.Rows(60), new AnomalyDetectorOptions { Score = score, Kind = new Variational(), Epochs = 4, Seed = 1 });

    private static ReportFile Report(AnomalyDetector detector, float[] values) =>
        ReportFile.Of(path => detector.WriteReport(path, new InMemoryRows(values, Samples.Dimension)));

    private static string[] Cells(XElement element, string name) =>
        [.. element.Descendants().Where(cell => cell.Name.LocalName == name).Select(cell => cell.Value)];

    private static string[] MeasuresOf(TableColumn label)
    {
        TableView view = Samples.View(60, null, label);
        AutoencoderAnomalyTransformer transformer =
            new MLContext(seed: 1).AnomalyDetection.Trainers.Autoencoder("Features", epochs: 4, seed: 1).Fit(view);
        return Measures(ReportFile.Of(path => transformer.WriteReport(path, view, new ReportOptions { LabelColumnName = "Label" })));
    }

    private static string[] Measures(ReportFile report) =>
    [
        .. report.Figure("Agreement with labels").Descendants().Where(element => element.Name.LocalName == "tbody").Elements()
            .Select(row => $"{Cells(row, "th")[0]} {Cells(row, "span")[0]}"),
    ];
}
