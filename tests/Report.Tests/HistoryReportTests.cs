using System.Globalization;
using System.Xml.Linq;

namespace MLNet.Autoencoder.Tests.Report;

/// <summary>Reports on the course of a fit.</summary>
public sealed class HistoryReportTests
{
    private static readonly TrainingHistory History = Histories.Of(
        40, epoch => 20 + (100.0 / epoch), epoch => 25 + (90.0 / epoch), bestEpoch: 33, start: Histories.Terms(70));

    public static TheoryData<string, double> Terms => new()
    {
        { "Loss", 1 }, { "Squared error", 0.5 }, { "Cross-entropy", 1 / 3.0 }, { "KL divergence", 0.25 }, { "Penalty", 0.2 },
    };

    [Theory]
    [MemberData(nameof(Terms))]
    public void Every_loss_term_has_a_point_for_every_epoch(string heading, double fraction)
    {
        var plot = new PlotReader(Report(History).Figure(heading));

        AssertPoints(History.Epochs.Select(epoch => (epoch.Epoch, epoch.Training.Total * fraction)), plot.Points("training"));
        AssertPoints(History.Epochs.Select(epoch => (epoch.Epoch, epoch.Validation!.Total * fraction)), plot.Points("validation"));
        AssertPoints([(0, 70 * fraction)], plot.Points("start"));
    }

    [Fact]
    public void The_epoch_that_was_kept_is_marked()
    {
        ReportFile report = Report(History);

        AssertPoints([(33, History.Epochs[32].Validation!.Total)], PointsOf(report, "Loss", "kept"));
        Assert.Contains("epoch 33 kept", report.Text);
    }

    [Fact]
    public void Learning_rate_active_units_and_speed_have_a_point_for_every_epoch()
    {
        ReportFile report = Report(History);

        AssertPoints(History.Epochs.Select(epoch => (epoch.Epoch, (double)epoch.LearningRate)), PointsOf(report, "Learning rate", "pace"));
        AssertPoints(History.Epochs.Select(epoch => (epoch.Epoch, epoch.RowsPerSecond)), PointsOf(report, "Rows per second", "pace"));
        AssertPoints(History.Epochs.Select(epoch => (epoch.Epoch, 3.0)), PointsOf(report, "Active units", "pace"));
    }

    [Fact]
    public void The_share_of_rows_nearest_to_their_class_has_a_point_for_every_epoch_of_a_fit_to_classes()
    {
        TrainingHistory labeled = History with { Epochs = [.. History.Epochs.Select(epoch => epoch with { CentroidAccuracy = 1 - (0.5 / epoch.Epoch) })] };

        AssertPoints(labeled.Epochs.Select(epoch => (epoch.Epoch, epoch.CentroidAccuracy!.Value)), PointsOf(Report(labeled), "Nearest class", "pace"));
        Assert.DoesNotContain("Nearest class", Report(History).Text);
    }

    [Fact]
    public void What_a_fit_of_sparse_codes_reports_has_a_point_for_every_epoch()
    {
        TrainingHistory sparse = History with
        {
            Epochs = [.. History.Epochs.Select(epoch => epoch with { L0 = 30 + (1.0 / epoch.Epoch), DeadUnits = 100 - epoch.Epoch, UnexplainedVariance = 1.0 / epoch.Epoch })],
        };

        ReportFile report = Report(sparse);

        AssertPoints(sparse.Epochs.Select(epoch => (epoch.Epoch, epoch.L0!.Value)), PointsOf(report, "L0", "pace"));
        AssertPoints(sparse.Epochs.Select(epoch => (epoch.Epoch, (double)epoch.DeadUnits!)), PointsOf(report, "Dead units", "pace"));
        AssertPoints(sparse.Epochs.Select(epoch => (epoch.Epoch, epoch.UnexplainedVariance!.Value)), PointsOf(report, "Unexplained variance", "pace"));
        Assert.All(["L0", "Dead units", "Unexplained variance"], heading => Assert.DoesNotContain(heading, Report(History).Text));
    }

    [Fact]
    public void A_loss_that_spans_decades_is_on_a_log_scale()
    {
        TrainingHistory history = Histories.Of(30, epoch => Math.Pow(10, 4 - (epoch / 5.0)));

        AssertPoints(history.Epochs.Select(epoch => (epoch.Epoch, epoch.Training.Total)), PointsOf(Report(history), "Loss", "training"));
        Assert.Contains("values on a log scale", Report(history).Text);
    }

    [Fact]
    public void A_loss_below_zero_is_shown()
    {
        TrainingHistory history = Histories.Of(30, epoch => 5 - epoch);

        AssertPoints(history.Epochs.Select(epoch => (epoch.Epoch, epoch.Training.Total)), PointsOf(Report(history), "Loss", "training"));
    }

    [Theory]
    [InlineData(1_200_000, 1)]
    [InlineData(-1e9, 3)]
    [InlineData(1e-5, 1e-9)]
    public void Ticks_of_nearly_equal_values_have_different_labels(double first, double step)
    {
        ReportFile report = Report(Histories.Of(5, epoch => first + (epoch * step)));

        XElement axis = report.Figure("Loss").Descendants().Single(group => ReportFile.Classes(group).Contains("y-axis"));
        string[] numbers = [.. axis.Elements().Where(element => element.Name.LocalName == "text").Select(text => text.Value)];
        Assert.True(numbers.Length > 2);
        Assert.Equal(numbers.Distinct(), numbers);
    }

    [Fact]
    public void A_loss_that_is_not_finite_leaves_a_gap()
    {
        TrainingHistory history = Histories.Of(9, epoch => epoch switch { 4 => double.NaN, 6 => double.PositiveInfinity, _ => epoch });

        ReportFile report = Report(history);

        Assert.Equal([1.0, 2, 3, 5, 7, 8, 9], PointsOf(report, "Loss", "training").Select(point => Math.Round(point.X, 1)));
        Assert.Equal(3, report.Elements("path", "training").First().Attribute("d")!.Value.Split("h0").Length - 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_history_may_have_no_epochs_or_one(int epochs)
    {
        ReportFile report = Report(Histories.Of(epochs, epoch => epoch, bestEpoch: 0));

        Assert.Equal(epochs.ToString(CultureInfo.InvariantCulture), report.Fact("Epochs"));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(0)]
    public void A_loss_may_have_any_constant_value(double value) => Assert.All(
        Report(Histories.Of(5, _ => value, epoch => epoch % 2 == 0 ? value : -value, start: Histories.Terms(value))).Elements("path"),
        path => Assert.DoesNotMatch("NaN|Infinity|∞", path.Attribute("d")!.Value));

    [Fact]
    public void The_table_shows_counts_and_durations()
    {
        ReportFile report = Report(History);

        Assert.Equal("1,000", report.Fact("Rows trained on"));
        Assert.Equal("100", report.Fact("Rows held out"));
        Assert.Equal("7", report.Fact("Rows skipped"));
        Assert.Equal("40", report.Fact("Epochs"));
        Assert.Equal("33", report.Fact("Epoch kept"));
        Assert.Equal("2", report.Fact("Restarts after divergence"));
        Assert.Equal("10.0\u00A0s", report.Fact("Duration"));
        Assert.Equal("4,000", report.Fact("Rows per second"));
    }

    [Fact]
    public void A_very_long_history_is_thinned_out_but_keeps_its_peaks()
    {
        ReportFile report = Report(Histories.Of(50_000, epoch => epoch == 31_234 ? 900 : 100 + (epoch % 7), epoch => 100));

        Assert.InRange(report.Bytes.Length, 0, 1 << 20);
        Assert.Equal(900, PointsOf(report, "Loss", "training").Max(point => point.Y), 5.0);
    }

    [Fact]
    public void An_empty_title_is_refused() =>
        Assert.Throws<ArgumentException>(() => Report(History, new ReportOptions { Title = " " }));

    private static ReportFile Report(TrainingHistory history, ReportOptions? options = null) =>
        ReportFile.Of(path => history.WriteReport(path, options));

    private static (double X, double Y)[] PointsOf(ReportFile report, string heading, string cssClass) =>
        new PlotReader(report.Figure(heading)).Points(cssClass);

    /// <summary>Asserts that points are equal to about a pixel.</summary>
    private static void AssertPoints(IEnumerable<(int Epoch, double Value)> expected, (double X, double Y)[] actual)
    {
        (int Epoch, double Value)[] points = [.. expected];
        Assert.Equal(points.Length, actual.Length);
        double range = points.Max(point => Math.Abs(point.Value));
        Assert.All(points.Zip(actual), pair =>
        {
            Assert.Equal(pair.First.Epoch, pair.Second.X, 0.05);
            Assert.Equal(pair.First.Value, pair.Second.Y, range * 1e-3);
        });
    }
}
