using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml.Linq;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests.Report;

/// <summary>Reports on a model and rows.</summary>
public sealed class DataReportTests
{
    private static readonly AutoencoderModel Model = Samples.Model();

    public static TheoryData<AutoencoderKind> Kinds =>
    [
        new Variational(), new Plain(), new Denoising(),
        new Sparse(), new Sparse { Sparsity = new BatchTopK() }, new Sparse { Sparsity = new JumpRelu() }, new Sparse { Sparsity = new Gated() },
        new Sparse { Sparsity = new L1Penalty() }, new Sparse { Sparsity = new KlSparsity() },
    ];

    [Fact]
    public void Every_row_is_a_point_at_its_code()
    {
        var plot = new PlotReader(Report(Model, 50).Figure("Latent codes"));
        float[] codes = Model.Encode(Samples.Values(50));

        (double X, double Y)[] points = plot.Points("points");

        Assert.Equal(50, points.Length);
        Assert.All(Enumerable.Range(0, 50), row => Assert.Contains(points, point =>
            Math.Abs(point.X - codes[2 * row]) < 0.01 && Math.Abs(point.Y - codes[(2 * row) + 1]) < 0.01));
    }

    [Fact]
    public void Points_are_colored_by_label_and_the_legend_counts_them()
    {
        float[] codes = Model.Encode(Samples.Values(50));
        int[] order = [.. Enumerable.Range(0, 50).OrderBy(row => codes[2 * row])];
        string[] labels =
            [.. Enumerable.Range(0, 50).Select(row => Array.IndexOf(order, row) switch { < 30 => "cat", < 45 => "dog", _ => string.Empty })];

        ReportFile report = ReportFile.Of(path => Model.WriteReport(path, Samples.Rows(50), labels));

        var plot = new PlotReader(report.Figure("Latent codes"));
        Assert.Equal(30, plot.Points("c0").Length - 1); // One more is in the legend.
        Assert.Equal(15, plot.Points("c1").Length - 1);
        Assert.Equal(5, plot.Points("other").Length - 1);
        Assert.Equal(["cat 30", "dog 15", "other or none 5"], Legend(report));
        Assert.Equal(["cat", "dog"], report.Elements("text", "category").Select(text => text.Value));
    }

    [Fact]
    public void The_ten_most_common_categories_have_colors()
    {
        string[] labels = [.. Enumerable.Range(0, 50).Select(i => $"label {Math.Min(i / 2, 14):D2}")];

        string[] legend = Legend(ReportFile.Of(path => Model.WriteReport(path, Samples.Rows(50), labels)));

        Assert.Equal(11, legend.Length);
        Assert.Equal("label 14 22", legend[^2]);
        Assert.Equal("other or none 10", legend[^1]);
    }

    [Theory]
    [InlineData(0.5f, "each slot shifted and divided by its own number")]
    [InlineData(1e7f, "each slot shifted and divided by its own number, 1 slot with heavy tails on an asinh scale before")]
    public void The_table_says_how_many_slots_are_on_a_scale_for_heavy_tails(float value, string expected)
    {
        float[] values = Samples.Values(60);
        values[(5 * Samples.Dimension) + 2] = value;
        var rows = new InMemoryRows(values, Samples.Dimension);
        AutoencoderModel model = Autoencoder.Fit(rows, Samples.Options());

        Assert.Equal(expected, ReportFile.Of(path => model.WriteReport(path, rows)).Fact("Scaling"));
    }

    [Fact]
    public void Too_few_or_too_many_labels_are_refused()
    {
        Assert.Contains("49 labels and at least 50 rows", MessageFor(49));
        Assert.Contains("51 labels and only 50 rows", MessageFor(51));
        Assert.Contains("(Parameter 'labels')", MessageFor(51));

        static string MessageFor(int labels) =>
            Refusal<ArgumentException>(path => Model.WriteReport(path, Samples.Rows(50), [.. Enumerable.Repeat("a", labels)]));
    }

    [Fact]
    public void Images_show_the_pixels_of_rows_and_reconstructions()
    {
        float[] values = Samples.Values(1);
        ReportFile report = ImageReport(values);
        float min = values.Min(), max = values.Max();

        XElement[] images = [.. report.Figure("The worst reconstructions").Descendants().Where(element => element.Name.LocalName == "img")];

        Assert.Equal(["Input, row 1", "Reconstruction, row 1"], images.Select(image => image.Attribute("alt")!.Value));
        Assert.Equal(Grays(values), Pixels(images[0], width: 3, height: 2));
        Assert.Equal(Grays(Model.Reconstruct(values)), Pixels(images[1], width: 3, height: 2));

        byte[] Grays(float[] row) =>
            [.. row.Select(value => (byte)Math.Round(255 * Math.Clamp((value - (double)min) / ((double)max - min), 0, 1)))];
    }

    [Fact]
    public void The_worst_reconstructions_have_the_largest_errors()
    {
        float[] values = Samples.Values(50);
        (values[6 * 17], values[6 * 31]) = (9, -20);

        IEnumerable<XElement> names = ImageReport(values).Figure("The worst reconstructions").Descendants().Where(span => ReportFile.Classes(span).Contains("label"));

        Assert.Equal(["row 32", "row 18"], names.Take(2).Select(name => name.Value));
    }

    [Fact]
    public void Rows_with_slots_of_different_units_are_ranked_by_the_scaled_error()
    {
        // The unit of the first slot is a thousand times that of the others, so that it decides the errors in the units of the input.
        float[] values = [.. Samples.Values(60).Select((value, i) => i % 6 == 0 ? 1000 * value : value)];
        var rows = new InMemoryRows(values, Samples.Dimension);
        AutoencoderModel model = Autoencoder.Fit(rows, Samples.Options());
        int worst = IndexOfLargest(model.ScaledReconstructionErrors(values));
        Assert.NotEqual(worst, IndexOfLargest(model.ReconstructionErrors(values)));

        ReportFile report = ReportFile.Of(path => model.WriteReport(path, rows));

        string[] captions = [.. report.Figure("A good, a typical and a bad reconstruction").Descendants()
            .Where(element => element.Name.LocalName == "caption").Select(caption => caption.Value)];
        Assert.StartsWith($"Row {worst + 1} ", captions[^1], StringComparison.Ordinal);
        Assert.All(["Reconstruction errors", "Reconstruction errors in scaled units"], heading => Assert.NotEmpty(report.Figure(heading).Value));

        static int IndexOfLargest(float[] errors) => Array.IndexOf(errors, errors.Max());
    }

    [Fact]
    public void Slots_that_share_one_unit_need_no_error_in_scaled_units()
    {
        AutoencoderOptions options = Samples.Options();
        options.Scaling = Scaling.None;

        ReportFile report = Report(Samples.Model(options), 50);

        Assert.Single(report.Elements("h3"), heading => heading.Value.StartsWith("Reconstruction errors", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Reconstruction errors")]
    [InlineData("Reconstruction errors in scaled units")]
    public void The_histogram_counts_every_row_once(string heading)
    {
        XElement[] bars = [.. Report(Model, 500).Figure(heading).Descendants().Where(bar => ReportFile.Classes(bar).Contains("bar"))];

        Assert.Equal(500, bars.Sum(bar => PlotReader.Number(bar.Value.Split(' ')[0])));
    }

    [Fact]
    public void Units_and_explained_variance_are_those_of_the_diagnostics()
    {
        LatentDiagnostics diagnostics = Model.Diagnose(Samples.Rows(50));

        ReportFile report = Report(Model, 50);

        AssertNumbers(
            diagnostics.Units.SelectMany(unit => new[] { unit.KlDivergence, unit.Variance, unit.Influence }),
            NumbersOf(report.Figure("Latent units")));
        AssertNumbers(
            [100 * diagnostics.ExplainedVariance, 100 * diagnostics.PrincipalComponentsExplainedVariance],
            NumbersOf(report.Figure("Explained variance")));
    }

    [Fact]
    public void Measures_of_sparse_codes_are_those_of_the_diagnostics()
    {
        AutoencoderModel model = SparseModel();
        LatentDiagnostics diagnostics = model.Diagnose(Samples.Rows(50));

        ReportFile report = Report(model, 50);

        Assert.InRange(diagnostics.L0, 1, 3);
        Assert.Equal(diagnostics.UnexplainedVariance, PlotReader.Number(report.Fact("Fraction of variance unexplained (FVU)")), 0.01);
        Assert.Equal(diagnostics.L0, PlotReader.Number(report.Fact("Units that fire per row (L0)")), 0.01);
        Assert.StartsWith($"{diagnostics.DeadUnits} of 30 (", report.Fact("Dead units, which fire for no row"));
        Assert.StartsWith("0 of 30 (", report.Fact("Units that fire for fewer than 1 row in 1,000"));
        Assert.StartsWith($"{diagnostics.DuplicateUnits} of 30 (", report.Fact("Units with a near duplicate (cosine above 0.9)"));
        Assert.Equal(diagnostics.RelativeReconstructionBias!.Value, PlotReader.Number(report.Fact("Relative reconstruction bias (1: none)")), 0.01);
        double[] shrinkage = [.. diagnostics.Units.Select(unit => unit.Shrinkage).OfType<double>().Order()];
        Assert.Equal(shrinkage[shrinkage.Length / 2], PlotReader.Number(report.Fact("Shrinkage of units (1: none), median")), 0.01);
    }

    [Fact]
    public void The_histogram_of_densities_counts_every_unit_that_fires_once()
    {
        AutoencoderModel model = SparseModel();
        int dead = model.Diagnose(Samples.Rows(50)).DeadUnits;

        XElement figure = Report(model, 50).Figure("How often units fire");

        XElement[] bars = [.. figure.Descendants().Where(bar => ReportFile.Classes(bar).Contains("bar"))];
        Assert.Equal(30 - dead, bars.Sum(bar => PlotReader.Number(bar.Value.Split(' ')[0])));
        Assert.Contains($"{dead} unit", figure.Value);
    }

    [Fact]
    public void Codes_that_are_not_sparse_have_no_measures_of_sparse_codes()
    {
        string text = Report(Model, 50).Text;

        Assert.All(["L0", "Dead units", "How often units fire", "density"], name => Assert.DoesNotContain(name, text));
        Assert.Contains("Fraction of variance unexplained (FVU)", text);
    }

    [Fact]
    public void The_table_of_units_says_how_many_are_left_out()
    {
        string text = Report(SparseModel(), 50).Text;

        Assert.Contains("Showing the 24 most informative units; 6 more are left out.", text);
        Assert.DoesNotContain("left out", new string([.. Report(Model, 50).Figure("Latent units").Value]));
    }

    private static AutoencoderModel SparseModel()
    {
        AutoencoderOptions options = Samples.Options(new Sparse { Sparsity = new TopK { ActiveUnits = 3 } }, latentDimension: 30);
        options.HiddenLayers = [];
        return Samples.Model(options);
    }

    [Fact]
    public void The_share_of_a_unit_that_categories_explain_is_the_variance_of_their_means()
    {
        string[] labels = [.. Enumerable.Range(0, 50).Select(i => Samples.Row(i)[3] == 1 ? "first" : "other")];
        float[] codes = Model.Encode(Samples.Values(50));
        double ShareOf(int unit)
        {
            double[] values = [.. Enumerable.Range(0, 50).Select(row => (double)codes[(2 * row) + unit])];
            double mean = values.Average();
            double between = values.Zip(labels).GroupBy(pair => pair.Second, pair => pair.First).Sum(group => group.Count() * Math.Pow(group.Average() - mean, 2));
            return between / values.Sum(value => Math.Pow(value - mean, 2));
        }

        double[] numbers = NumbersOf(ReportFile.Of(path => Model.WriteReport(path, Samples.Rows(50), labels)).Figure("Latent units"));

        // Divergence, variance, influence and label of both units.
        Assert.Equal(100 * ShareOf(0), numbers[3], 0.06);
        Assert.Equal(100 * ShareOf(1), numbers[7], 0.06);
    }

    [Fact]
    public void The_share_of_a_unit_that_numbers_explain_is_their_squared_correlation()
    {
        TableView view = Samples.View(50, more: TableColumn.Scalar("Amount", NumberDataViewType.Single, i => 3 * Samples.Row(i)[0]));
        AutoencoderFeaturesTransformer transformer = Samples.Transformer(view);
        float[] codes = transformer.Encode(Samples.Values(50));
        double ShareOf(int unit)
        {
            double[] values = [.. Enumerable.Range(0, 50).Select(row => (double)codes[(2 * row) + unit])], amounts = [.. Enumerable.Range(0, 50).Select(i => (double)Samples.Row(i)[0])];
            double mean = values.Average(), meanAmount = amounts.Average();
            double covariance = values.Zip(amounts, (value, amount) => (value - mean) * (amount - meanAmount)).Sum();
            return covariance * covariance / values.Sum(value => Math.Pow(value - mean, 2)) / amounts.Sum(amount => Math.Pow(amount - meanAmount, 2));
        }

        double[] numbers = NumbersOf(
            ReportFile.Of(path => transformer.WriteReport(path, view, new ReportOptions { LabelColumnName = "Amount" })).Figure("Latent units"));

        Assert.Equal(100 * ShareOf(0), numbers[3], 0.06);
        Assert.Equal(100 * ShareOf(1), numbers[7], 0.06);
    }

    [Fact]
    public void Units_are_computed_from_rows_all_over_the_data_even_if_equal_rows_are_consecutive()
    {
        float[] consecutive = [.. Enumerable.Repeat(Samples.Row(0), 2000).SelectMany(row => row), .. Samples.Values(2000)];
        float[] mixed = [.. Enumerable.Range(0, 2000).SelectMany(i => (float[])[.. Samples.Row(0), .. Samples.Row(i)])];

        ReportFile report = ReportFile.Of(path => Model.WriteReport(path, new InMemoryRows(consecutive, 6)));

        // Divergence, variance and influence of both units.
        double[] numbers = NumbersOf(report.Figure("Latent units"));
        IEnumerable<double> influences = Model.Diagnose(new InMemoryRows(mixed, 6)).Units.Select(unit => unit.Influence);
        Assert.All(influences.Zip([numbers[2], numbers[5]]), pair => Assert.InRange(pair.Second, 0.7 * pair.First, 1.4 * pair.First));
    }

    [Fact]
    public void A_constant_value_is_not_among_the_worst()
    {
        float[] values = Samples.Values(50);
        for (int i = 0; i < values.Length; i += 6)
        {
            values[i] = 0.3f;
        }

        ReportFile report = ReportFile.Of(path => Model.WriteReport(path, new InMemoryRows(values, 6)));

        XElement last = report.Figure("How well each value is reconstructed").Descendants().Last(element => element.Name.LocalName == "tr");
        Assert.Equal("slot 0–", last.Value);
    }

    [Fact]
    public void A_missing_category_counts_as_neither_correct_nor_wrong()
    {
        AutoencoderOptions options = Samples.Options();
        options.Reconstruction = Samples.Mixed;
        AutoencoderModel model = Samples.Model(options);
        float[] values = Samples.Values(50), without = Samples.Values(50);
        for (int i = 0; i < without.Length; i += 6)
        {
            without.AsSpan(i + 3, 3).Clear();
        }

        Assert.Equal(Accuracy(values), Accuracy([.. values, .. without]));

        string Accuracy(float[] rows) => ReportFile.Of(path => model.WriteReport(path, new InMemoryRows(rows, 6)))
            .Figure("How well each value is reconstructed").Descendants()
            .Single(cell => cell.Value == "one of slots 3 to 5").ElementsAfterSelf().Single().Value;
    }

    [Fact]
    public void A_long_row_shows_the_values_furthest_off_rather_than_missing_ones()
    {
        const int D = 30;
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, 60 * D).Select(_ => random.NextSingle())];
        AutoencoderOptions options = Samples.Options();
        options.MissingValues = MissingValues.Mask;
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(values, D), options);
        float[] row = values[..D];
        row.AsSpan(0, 25).Fill(float.NaN);
        row[D - 1] = 9;

        ReportFile report = ReportFile.Of(path => model.WriteReport(path, new InMemoryRows(row, D)));

        XElement card = report.Elements("table", "row").First();
        Assert.Equal(12, card.Descendants().Count(cell => cell.Attribute("scope")?.Value == "row"));
        Assert.Contains(card.Descendants(), cell => cell.Value == "slot 29");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Equal_rows_have_no_variance_to_explain(int count)
    {
        float[] values = [.. Enumerable.Repeat(Samples.Row(3), count).SelectMany(row => row)];

        ReportFile report = ReportFile.Of(path => Model.WriteReport(path, new InMemoryRows(values, 6)));

        Assert.Equal([0, 0], NumbersOf(report.Figure("Explained variance")));
    }

    [Fact]
    public void A_very_negative_explained_variance_is_written_in_few_characters()
    {
        float[] values = Samples.Values(50);
        for (int i = 0; i < values.Length; i += 6)
        {
            values[i] += 1e6f;
        }

        ReportFile report = ReportFile.Of(path => Model.WriteReport(path, new InMemoryRows(values, 6)));

        Assert.All(report.Figure("How well each value is reconstructed").Descendants().Where(span => span.Name.LocalName == "span"), span =>
            Assert.InRange(span.Value.Length, 1, 12));
    }

    [Fact]
    public void Labels_as_long_as_documents_keep_the_file_small()
    {
        string[] labels = [.. Enumerable.Range(0, 50).Select(i => new string((char)('a' + (i % 5)), 300_000))];

        ReportFile report = ReportFile.Of(path => Model.WriteReport(path, Samples.Rows(50), labels));

        Assert.InRange(report.Bytes.Length, 0, 1 << 20);
    }

    [Fact]
    public void If_no_row_has_a_label_colors_are_not_mentioned()
    {
        string[] labels = [.. Enumerable.Repeat(string.Empty, 50)];

        Assert.DoesNotContain("colored by", ReportFile.Of(path => Model.WriteReport(path, Samples.Rows(50), labels)).Figure("Latent codes").Value);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_can_be_reported_on_with_every_reconstruction(AutoencoderKind kind)
    {
        foreach (ReconstructionLoss reconstruction in new ReconstructionLoss[] { new Gaussian(), new Bernoulli(), Samples.Mixed })
        {
            AutoencoderOptions options = Samples.Options(kind);
            options.Reconstruction = reconstruction;

            ReportFile report = Report(Samples.Model(options), 40);

            Assert.StartsWith(kind.GetType().Name, report.Fact("Kind"), StringComparison.Ordinal);
            Assert.StartsWith(reconstruction.GetType().Name, report.Fact("Reconstruction"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void A_model_may_have_one_unit_or_many(int units)
    {
        AutoencoderModel model = Samples.Model(Samples.Options(new Plain(), units));
        string[] labels = [.. Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? "even" : "odd")];

        ReportFile report = ReportFile.Of(path => model.WriteReport(path, Samples.Rows(50), labels));

        Assert.Equal(units > 20, report.Text.Contains("Showing the 20 most informative units.", StringComparison.Ordinal));

        // 50 rows, plus one point for each of the two labels in the legend.
        Assert.Equal(52, report.Elements("path", "points").Sum(path => path.Attribute("d")!.Value.Count(letter => letter == 'M')));
    }

    [Fact]
    public void Rows_that_cannot_be_encoded_are_counted_and_skipped()
    {
        float[] values = Samples.Values(50);
        (values[3], values[20]) = (float.NaN, float.PositiveInfinity);

        ReportFile report = ReportFile.Of(path => Model.WriteReport(path, new InMemoryRows(values, 6)));

        Assert.Equal("50", report.Fact("Rows"));
        Assert.Equal("48", report.Fact("Used"));
        Assert.Equal("2", report.Fact("Could not be encoded"));
    }

    [Fact]
    public void Missing_values_are_filled_in_if_the_model_does_so()
    {
        float[] values = [.. Samples.Values(60).Select((value, i) => i % 11 == 0 ? float.NaN : value)];
        AutoencoderOptions options = Samples.Options();
        (options.MissingValues, options.Reconstruction) = (MissingValues.Mask, Samples.Mixed);
        var rows = new InMemoryRows(values, 6);
        AutoencoderModel model = Autoencoder.Fit(rows, options);

        ReportFile report = ReportFile.Of(path => model.WriteReport(path, rows));

        Assert.Equal("60", report.Fact("Used"));
        Assert.Contains(report.Elements("td"), cell => cell.Value == "–");
    }

    [Fact]
    public void Rows_are_refused_if_none_can_be_encoded()
    {
        float[] values = Samples.Values(2);
        (values[0], values[11]) = (float.NaN, float.PositiveInfinity);

        Assert.Contains(
            "the model can encode none of the 2 rows", Refusal<InvalidOperationException>(path => Model.WriteReport(path, new InMemoryRows(values, 6))));
    }

    [Fact]
    public void Many_rows_are_sampled_evenly_and_the_file_stays_small()
    {
        AutoencoderModel model = Model;
        float[] values = Samples.Values(100_000);
        string[] labels = [.. Enumerable.Range(0, 100_000).Select(i => i < 90_000 ? "first" : "last")];

        ReportFile report = ReportFile.Of(path => model.WriteReport(path, new InMemoryRows(values, 6), labels));

        Assert.InRange(report.Bytes.Length, 0, 1 << 20);
        Assert.Equal("100,000", report.Fact("Rows"));
        Assert.Equal("20,000", report.Fact("Used"));
        Assert.InRange(PlotReader.Number(Legend(report)[1]["last ".Length..]), 1_800, 2_200);
    }

    [Fact]
    public void A_report_on_a_loaded_model_has_no_durations()
    {
        using var file = new MemoryStream();
        Model.Save(file);
        file.Position = 0;

        ReportFile report = Report(AutoencoderModel.Load(file), 50);

        Assert.Contains("model files store no durations", report.Fact("Duration"));
        Assert.DoesNotContain(report.Elements("h3"), heading => heading.Value == "Rows per second");
    }

    [Theory]
    [InlineData(0, "ImageWidth must be 1 or more, but it is 0.")]
    [InlineData(4, "ImageWidth must be a divisor of 6, the number of values in a row, but it is 4.")]
    public void An_image_width_that_does_not_fit_the_rows_is_refused(int width, string message)
    {
        var options = new ReportOptions { ImageWidth = width };

        Assert.Contains(message, Refusal<ArgumentOutOfRangeException>(path => Model.WriteReport(path, Samples.Rows(5), options: options)));
    }

    [Fact]
    public void Rows_with_the_wrong_number_of_values_are_refused() => Assert.Contains(
        "The rows have 3 values, but the model was fitted to rows with 6 values.",
        Refusal<ArgumentException>(path => Model.WriteReport(path, new InMemoryRows(new float[6], 3))));

    [Fact]
    public void A_label_column_is_refused_for_rows_without_columns() => Assert.Contains(
        "LabelColumnName is 'Label', but rows have no columns.",
        Refusal<ArgumentException>(path => Model.WriteReport(path, Samples.Rows(5), options: new ReportOptions { LabelColumnName = "Label" })));

    private static ReportFile Report(AutoencoderModel model, int rows) => ReportFile.Of(path => model.WriteReport(path, Samples.Rows(rows)));

    private static ReportFile ImageReport(float[] values) =>
        ReportFile.Of(path => Model.WriteReport(path, new InMemoryRows(values, 6), options: new ReportOptions { ImageWidth = 3 }));

    private static string Refusal<TException>(Action<string> write)
        where TException : Exception => Assert.Throws<TException>(() => ReportFile.Of(write)).Message;

    private static string[] Legend(ReportFile report) => [.. report.Elements("ul", "legend").Elements().Select(entry => entry.Value)];

    /// <summary>The numbers next to the bars of a figure.</summary>
    private static double[] NumbersOf(XElement figure) =>
    [
        .. figure.Descendants().Where(element => element.Name.LocalName == "span")
            .Select(span => PlotReader.Number(span.Value.TrimEnd('%'))),
    ];

    /// <summary>Asserts that numbers are equal to the digits shown.</summary>
    private static void AssertNumbers(IEnumerable<double> expected, double[] actual)
    {
        double[] values = [.. expected];
        Assert.Equal(values.Length, actual.Length);
        Assert.All(values.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Math.Max(5e-3 * Math.Abs(pair.First), 1e-4)));
    }

    /// <summary>The gray values of a PNG.</summary>
    private static byte[] Pixels(XElement image, int width, int height)
    {
        byte[] file = Convert.FromBase64String(image.Attribute("src")!.Value["data:image/png;base64,".Length..]);
        Assert.Equal(width, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)));
        Assert.Equal(height, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)));
        int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33));
        using var lines = new MemoryStream();
        using var inflate = new ZLibStream(new MemoryStream(file, 41, length), CompressionMode.Decompress);
        inflate.CopyTo(lines);
        return [.. lines.ToArray().Where((_, i) => i % (width + 1) > 0)];
    }
}
