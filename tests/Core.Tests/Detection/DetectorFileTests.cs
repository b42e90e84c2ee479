namespace MLNet.Autoencoder.Core.Tests.Detection;

public sealed class DetectorFileTests
{
    private static readonly Lazy<byte[]> Saved = new(() => Bytes(SensorRows.Detector(200, options => options.Epochs = 2)));

    public static TheoryData<AnomalyScore, bool> Detectors() =>
        new() { { AnomalyScore.MaskedPrediction, false }, { AnomalyScore.ReconstructionError, true }, { AnomalyScore.VariationalBound, false } };

    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_detector_survives_the_round_trip_byte_for_byte(AnomalyScore score, bool isWeighted)
    {
        float[] rows = SensorRows.Normal(200), weights = isWeighted ? [.. rows.Chunk(SensorRows.Sensors).Select((_, row) => 1f + (row % 3))] : [];
        var options = new AnomalyDetectorOptions
        {
            Seed = 1, Epochs = 2, Score = score, Contamination = 0.07f, Kind = score == AnomalyScore.VariationalBound ? new Variational() : new Denoising(),
        };
        AnomalyDetector detector = Autoencoder.FitAnomalyDetector(new InMemoryRows(rows, SensorRows.Sensors, weights), options).WithThreshold(4.25f);
        byte[] bytes = Bytes(detector);

        AnomalyDetector loaded = AnomalyDetector.Load(new MemoryStream(bytes));

        Assert.Equal(bytes, Bytes(loaded));
        Assert.Equal((score, 0.07f, 4.25f, detector.HeldOutRowCount), (loaded.Score, loaded.Contamination, loaded.Threshold, loaded.HeldOutRowCount));
        Assert.Equal(detector.Scores(rows), loaded.Scores(rows));
        Assert.Equal(detector.PValue(9), loaded.PValue(9));
    }

    [Fact]
    public void A_detector_with_many_slots_survives_the_round_trip()
    {
        var options = new AnomalyDetectorOptions { Seed = 1, Epochs = 1 };
        AnomalyDetector detector = Autoencoder.FitAnomalyDetector(new InMemoryRows(Training.Fits.Rows(60, 50), 50), options);

        AnomalyDetector loaded = AnomalyDetector.Load(new MemoryStream(Bytes(detector)));

        Assert.Equal(32, loaded.MaskCount);
        Assert.Equal(detector.Scores(Training.Fits.Rows(9, 50)), loaded.Scores(Training.Fits.Rows(9, 50)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes() =>
        Assert.Equal(Saved.Value, Bytes(SensorRows.Detector(200, options => options.Epochs = 2)));

    [Fact]
    public void The_autoencoder_can_be_loaded_alone()
    {
        AutoencoderModel model = AutoencoderModel.Load(new MemoryStream(Saved.Value));

        Assert.Equal(
            AnomalyDetector.Load(new MemoryStream(Saved.Value)).Model.Encode(SensorRows.Normal(3)), model.Encode(SensorRows.Normal(3)));
    }

    [Fact]
    public void The_file_of_an_autoencoder_alone_is_refused_with_advice()
    {
        using var stream = new MemoryStream();
        AnomalyDetector.Load(new MemoryStream(Saved.Value)).Model.Save(stream);
        stream.Position = 0;

        Assert.Contains("AutoencoderModel.Load", Assert.Throws<FormatException>(() => AnomalyDetector.Load(stream)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detector_larger_than_allowed_is_refused() =>
        Assert.Contains("bytes", Assert.Throws<FormatException>(() => AnomalyDetector.Load(new MemoryStream(Saved.Value), 1_000)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"detector_score\":\"MaskedPrediction\"", "\"detector_score\":\"VariationalBound\"")]
    [InlineData("\"detector_score\":\"MaskedPrediction\"", "\"detector_score\":\"ReconstructionError\"")]
    [InlineData("\"detector_score\":\"MaskedPrediction\"", "\"detector_score\":\"0\"")]
    [InlineData("\"detector_contamination\":\"0.1\"", "\"detector_contamination\":\"1.5\"")]
    [InlineData("\"detector_contamination\":\"0.1\"", "\"detector_contamination\":\"a\"")]
    [InlineData("\"detector_reference\":\"held_out\"", "\"detector_reference\":\"unknown\"")]
    [InlineData("\"detector.scale\"", "\"detector.scales\"")]
    [InlineData("\"detector.mask\"", "\"detector.masks\"")]
    [InlineData("\"detector.reference_score\"", "\"detector.reference_weight\"")]
    [InlineData("\"format_version\":\"6\"", "\"format_version\":\"5\"")]
    public void A_detector_with_damaged_facts_is_refused(string fact, string damaged)
    {
        string header = FileBytes.Header(Saved.Value);
        Assert.Contains(fact, header, StringComparison.Ordinal);
        byte[] file = FileBytes.Sealed(FileBytes.WithHeader(Saved.Value, header.Replace(fact, damaged, StringComparison.Ordinal)));

        Assert.Throws<FormatException>(() => AnomalyDetector.Load(new MemoryStream(file)));
    }

    private static byte[] Bytes(AnomalyDetector detector)
    {
        using var stream = new MemoryStream();
        detector.Save(stream);
        return stream.ToArray();
    }
}
