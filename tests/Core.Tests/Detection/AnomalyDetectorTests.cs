using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Core.Tests.Detection;

/// <summary>What a detector says about rows of sensors, some of which are faulty.</summary>
public sealed class AnomalyDetectorTests(AnomalyDetectorTests.Fitted fitted) : IClassFixture<AnomalyDetectorTests.Fitted>
{
    private const int D = SensorRows.Sensors;

    private readonly AnomalyDetector _detector = fitted.Detector;

    [Fact]
    public void The_faulty_sensor_contributes_most_to_the_score_of_its_row()
    {
        (float[] rows, int[] faulty) = SensorRows.WithFaults(400);

        float[] contributions = _detector.Contributions(rows);

        int found = faulty.Where((sensor, row) => contributions.AsSpan(row * D, D).IndexOf(contributions.Skip(row * D).Take(D).Max()) == sensor).Count();
        Assert.InRange(found / 400.0, 0.95, 1);
    }

    [Fact]
    public void Contributions_add_up_to_the_score()
    {
        (float[] rows, _) = SensorRows.WithFaults(100);

        float[] scores = _detector.Scores(rows), contributions = _detector.Contributions(rows);

        Assert.All(scores.Index(), row =>
        {
            double sum = contributions.Skip(row.Index * D).Take(D).Sum(part => (double)part);
            Assert.InRange(row.Item / sum, 1 - 1e-5, 1 + 1e-5);
        });
        Assert.All(contributions, part => Assert.True(part >= 0));
    }

    [Fact]
    public void The_share_of_alarms_among_new_normal_rows_is_the_contamination()
    {
        foreach (float contamination in (float[])[0.05f, 0.1f, 0.2f])
        {
            AnomalyDetector detector = SensorRows.Detector(5_000, options => options.Contamination = contamination);

            double share = detector.Scores(SensorRows.Normal(5_000, seed: 7)).Count(score => score > detector.Threshold) / 5_000.0;

            Assert.InRange(share / contamination, 0.7, 1.3);
        }
    }

    /// <summary>The Kolmogorov-Smirnov test at 1 %.</summary>
    [Fact]
    public void P_values_of_new_normal_rows_are_uniform()
    {
        const int Rows = 500;
        AnomalyDetector detector = SensorRows.Detector(5_000);

        float[] values = [.. detector.Scores(SensorRows.Normal(Rows, seed: 8)).Select(detector.PValue).Order()];

        double distance = values.Select((value, i) => Math.Max(Math.Abs(value - ((i + 1.0) / Rows)), Math.Abs(value - ((double)i / Rows)))).Max();
        Assert.InRange(distance, 0, 1.63 / Math.Sqrt(Rows));
    }

    [Fact]
    public void A_row_is_flagged_exactly_if_its_p_value_is_at_most_the_contamination()
    {
        float[] scores = _detector.Scores([.. SensorRows.Normal(500, seed: 9), .. SensorRows.WithFaults(100).Rows]);

        Assert.All(scores, score => Assert.Equal(score > _detector.Threshold, _detector.PValue(score) <= _detector.Contamination));
    }

    [Fact]
    public void The_units_of_the_input_do_not_matter()
    {
        float[] training = SensorRows.Normal(1_000), test = SensorRows.WithFaults(200).Rows;
        double[] units = [.. Enumerable.Range(0, D).Select(sensor => Math.Pow(10, (sensor % 5) - 2))];
        float[] InOtherUnits(float[] rows) => [.. rows.Select((value, i) => (float)(value * units[i % D]))];
        var options = new AnomalyDetectorOptions { Seed = 3, Epochs = 20 };

        float[] scores = Autoencoder.FitAnomalyDetector(new InMemoryRows(training, D), options).Scores(test);
        float[] others = Autoencoder.FitAnomalyDetector(new InMemoryRows(InOtherUnits(training), D), options).Scores(InOtherUnits(test));

        // Rounding takes the two fits apart, though not far.
        Assert.All(scores.Zip(others), pair => Assert.InRange(pair.First / pair.Second, 0.8, 1.25));
    }

    [Fact]
    public void What_is_expected_of_a_faulty_sensor_is_what_it_read_before_the_fault()
    {
        (float[] rows, int[] faulty) = SensorRows.WithFaults(200);
        float[] before = SensorRows.Normal(200, seed: 2);

        float[] expected = _detector.Expected(rows);

        double[] errors = [.. faulty.Select((sensor, row) => Math.Abs(expected[(row * D) + sensor] - before[(row * D) + sensor]) / SensorRows.Unit(sensor)).Order()];
        Assert.InRange(errors[100], 0, 0.3);
    }

    [Fact]
    public void Missing_values_contribute_nothing_and_the_rest_of_the_row_is_still_judged()
    {
        float[] row = SensorRows.WithFaults(1).Rows, gaps = [.. row];
        gaps[4] = gaps[5] = float.NaN;

        float[] contributions = _detector.Contributions(gaps);

        Assert.Equal(0, contributions[4]);
        Assert.Equal(0, contributions[5]);
        Assert.True(_detector.Scores(gaps)[0] > _detector.Threshold);
        Assert.All(_detector.Expected(gaps), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData(float.PositiveInfinity, false)]
    [InlineData(float.NaN, true)]
    public void A_row_that_cannot_be_judged_gets_NaN_and_is_not_flagged(float value, bool everywhere)
    {
        float[] row = SensorRows.Normal(1);
        row[3] = value;
        Array.Fill(row, value, 0, everywhere ? D : 0);

        float score = _detector.Scores(row)[0];

        Assert.True(float.IsNaN(score));
        Assert.True(float.IsNaN(_detector.PValue(score)));
        Assert.False(score > _detector.Threshold);
        Assert.All(_detector.Contributions(row), part => Assert.True(float.IsNaN(part)));
    }

    [Fact]
    public void A_change_in_a_slot_that_never_varied_is_an_anomaly()
    {
        static float[] WithConstants(float[] rows) => [.. rows.Chunk(D).SelectMany(row => row.Concat([0f, 50f]))];
        AnomalyDetector detector = Autoencoder.FitAnomalyDetector(
            new InMemoryRows(WithConstants(SensorRows.Normal(1_000)), D + 2), new AnomalyDetectorOptions { Seed = 1, Epochs = 20 });
        float[] row = WithConstants(SensorRows.Normal(1, seed: 5)), first = [.. row], second = [.. row];
        first[D] = 1;
        second[D + 1] = 100;

        Assert.InRange(detector.Scores(row)[0], 0, detector.Threshold);
        Assert.All((float[])[detector.Contributions(first)[D], detector.Contributions(second)[D + 1]], part => Assert.InRange(part, 500, 2_000));
    }

    [Fact]
    public void Anomalies_among_the_rows_of_the_fit_hardly_change_what_is_expected()
    {
        (float[] faults, int[] faulty) = SensorRows.WithFaults(100, seed: 31);
        AnomalyDetector detector = Autoencoder.FitAnomalyDetector(
            new InMemoryRows(SensorRows.Normal(1_900).Concat(faults).ToArray(), D), new AnomalyDetectorOptions { Seed = 1, Epochs = 60, Contamination = 0.05f });

        float[] scores = detector.Scores(faults), normal = detector.Scores(SensorRows.Normal(500, seed: 32));

        Assert.InRange(scores.Count(score => score > detector.Threshold), 90, 100);
        Assert.InRange(normal.Count(score => score > detector.Threshold) / 500.0, 0, 0.05);
        Assert.Equal(faulty.Length, scores.Length);
    }

    [Fact]
    public void The_score_of_a_row_does_not_depend_on_the_rows_scored_with_it()
    {
        float[] rows = SensorRows.WithFaults(300).Rows;

        float[] together = _detector.Scores(rows);

        Assert.Equal(together, rows.Chunk(D).Select(row => _detector.Scores(row)[0]));
    }

    [Fact]
    public void Another_threshold_changes_nothing_but_the_threshold()
    {
        float[] rows = SensorRows.WithFaults(20).Rows;

        AnomalyDetector changed = _detector.WithThreshold(123.5f);

        Assert.Equal(123.5f, changed.Threshold);
        Assert.Equal(_detector.Scores(rows), changed.Scores(rows));
        Assert.NotEqual(123.5f, _detector.Threshold);
        Assert.Contains("NaN", Assert.Throws<ArgumentOutOfRangeException>(() => _detector.WithThreshold(float.NaN)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_code_is_no_wider_than_the_row()
    {
        Assert.Equal(D, _detector.Model.LatentDimension);
        Assert.Equal(5, SensorRows.Detector(100, options => (options.LatentDimension, options.Epochs) = (5, 1)).Model.LatentDimension);
    }

    [Theory]
    [InlineData(AnomalyScore.ReconstructionError)]
    [InlineData(AnomalyScore.VariationalBound)]
    public void Other_scores_find_faults_too(AnomalyScore score)
    {
        AnomalyDetector detector = SensorRows.Detector(2_000, options =>
        {
            (options.Score, options.LatentDimension, options.Kind) = (score, 3, score == AnomalyScore.VariationalBound ? new Variational() : new Plain());
        });

        float[] faults = detector.Scores(SensorRows.WithFaults(200).Rows);

        Assert.Equal(0, detector.MaskCount);
        Assert.InRange(faults.Count(value => value > detector.Threshold), 190, 200);
    }

    [Fact]
    public void The_variational_bound_needs_a_variational_autoencoder_and_has_no_contributions()
    {
        var options = new AnomalyDetectorOptions { Score = AnomalyScore.VariationalBound };
        var error = Assert.Throws<ArgumentException>(() => Autoencoder.FitAnomalyDetector(new InMemoryRows(SensorRows.Normal(50), D), options));
        Assert.Contains("Variational", error.Message, StringComparison.Ordinal);

        (options.Kind, options.Epochs) = (new Variational(), 1);
        AnomalyDetector detector = Autoencoder.FitAnomalyDetector(new InMemoryRows(SensorRows.Normal(50), D), options);
        Assert.Contains("VariationalBound", Assert.Throws<InvalidOperationException>(() => detector.Contributions(SensorRows.Normal(1))).Message, StringComparison.Ordinal);
    }

    /// <summary>−log p(x | z = μ) + KL, up to a constant, computed from codes and reconstructions.</summary>
    [Fact]
    public void The_variational_bound_is_the_squared_error_over_2v_plus_the_divergence()
    {
        AnomalyDetector detector = SensorRows.Detector(500, options => (options.Score, options.Kind, options.Epochs) = (AnomalyScore.VariationalBound, new Variational(), 5));
        float[] row = SensorRows.Normal(1, seed: 6);
        float[] codes = new float[detector.Model.LatentDimension], logVariances = new float[codes.Length];
        new RowScorer(detector.Model).Encode(row, codes, logVariances);
        double divergence = codes.Zip(logVariances).Sum(unit => (Math.Exp(unit.Second) + ((double)unit.First * unit.First) - 1 - unit.Second) / 2);
        double error = detector.Model.ScaledReconstructionErrors(row)[0] * D;

        Assert.Equal((error / detector.Content.Scales[0]) + divergence, detector.Scores(row)[0], 1e-3 * detector.Scores(row)[0]);
    }

    [Fact]
    public void Validation_rows_determine_the_threshold()
    {
        var options = new AnomalyDetectorOptions { Seed = 1, Epochs = 20 };
        AnomalyDetector detector = Autoencoder.FitAnomalyDetector(
            new InMemoryRows(SensorRows.Normal(500), D), new InMemoryRows(SensorRows.Normal(300, seed: 4), D), options);

        Assert.Equal(300, detector.HeldOutRowCount);
        Assert.Equal(30, detector.Scores(SensorRows.Normal(300, seed: 4)).Count(score => score > detector.Threshold), tolerance: 1.0);
    }

    [Fact]
    public void A_row_that_weighs_ten_counts_as_ten_rows_in_p_values()
    {
        float[] validation = SensorRows.Normal(99, seed: 4), weights = [.. Enumerable.Range(0, 99).Select(row => row == 0 ? 10f : 1f)];
        var options = new AnomalyDetectorOptions { Seed = 1, Epochs = 5 };
        float[] ones = [.. Enumerable.Repeat(1f, 500)];
        AnomalyDetector detector = Autoencoder.FitAnomalyDetector(
            new InMemoryRows(SensorRows.Normal(500), D, ones), new InMemoryRows(validation, D, weights), options);
        float[] scores = detector.Scores(validation);
        double mean = weights.Average();

        Assert.Equal(
            (weights.Where((_, row) => scores[row] >= scores[0]).Sum() + mean) / (weights.Sum() + mean), detector.PValue(scores[0]), 1e-6);
    }

    [Fact]
    public void A_fit_that_holds_out_no_rows_says_that_its_threshold_is_too_low()
    {
        Assert.Contains("held out", WarningOf(30, 0.1f), StringComparison.Ordinal);
        Assert.Contains("0.001", WarningOf(500, 0.001f), StringComparison.Ordinal);
        Assert.Null(WarningOf(500, 0.1f));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    [InlineData(float.NaN)]
    public void A_contamination_that_is_no_share_is_refused(float contamination)
    {
        var options = new AnomalyDetectorOptions { Contamination = contamination };

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Autoencoder.FitAnomalyDetector(new InMemoryRows(SensorRows.Normal(50), D), options));

        Assert.Contains("Contamination", error.Message, StringComparison.Ordinal);
    }

    private static string? WarningOf(int rows, float contamination)
    {
        var warnings = new List<string>();
        SensorRows.Detector(rows, options => (options.Contamination, options.Epochs, options.WarningProgress) = (contamination, 1, new Warnings(warnings)));
        return warnings.SingleOrDefault(warning => warning.Contains("threshold", StringComparison.Ordinal));
    }

    private sealed class Warnings(List<string> texts) : IProgress<string>
    {
        public void Report(string value) => texts.Add(value);
    }

    /// <summary>A detector that all tests share.</summary>
    public sealed class Fitted
    {
        public AnomalyDetector Detector { get; } = SensorRows.Detector();
    }
}
