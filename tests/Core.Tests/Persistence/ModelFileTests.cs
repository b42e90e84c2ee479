using System.Buffers.Binary;
using System.Text.Json;
using System.Text.RegularExpressions;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Core.Tests.Persistence;

public class ModelFileTests
{
    private static readonly Dictionary<string, string> Attributes = new() { ["column"] = "Pixel \"values\" \u00e9" };

    // In a string, a quote is written as its character code.
    private const string Quote = "\\u0022";
    private const string KlWeight = Quote + "KlWeight" + Quote + ":";

    private static readonly InputScaling InputScaling = new([0, 1, -2, 1e6f, 0, 0.5f], [1, 1e-3f, 3, 1e4f, 2, 0.1f], []);

    private static AutoencoderModel Model(
        InputScaling? scaling = null, AutoencoderKind? kind = null, ReconstructionLoss? reconstruction = null)
    {
        NetworkParameters parameters = ParameterInitialization.Create(new Variational().Definition.LayoutOf(new NetworkArchitecture(6, [5, 4], 3, Activation.Gelu)), seed: 3);
        TrainingEpoch[] epochs =
        [
            new() { Epoch = 1, Training = Loss(0.1 + 0.2, 0.3, 1e-300, 2, 12.5), Validation = Loss(0.7, 1, 0.1, 0.25, -3), LearningRate = 0.1f },
            new() { Epoch = 2, Training = Loss(1.0 / 3, 7, 0.5, 0.125, 1e17 / 3), LearningRate = 1f / 3, Duration = TimeSpan.FromSeconds(1) },
        ];
        var history = new TrainingHistory
        {
            Epochs = epochs, BestEpoch = 1, Start = Loss(3, 0.5, 1, 2, 4), Restarts = 2, RowCount = 123, ValidationRowCount = 17, SkippedRowCount = 4,
            Settings = new TrainingSettings { Epochs = 60, BatchSize = 24, MaximumBatchSize = 48, WeightDecay = 0.15f },
        };
        return new AutoencoderModel(new ModelContent(
            parameters, scaling ?? InputScaling, kind ?? new Variational { KlWeight = 0.1f, FreeBits = 0.75f, InputNoise = 0.125f }, reconstruction ?? new Bernoulli(), -5, history));
    }

    private static LossTerms Loss(double squaredError, double crossEntropy, double klDivergence, double penalty, double total) => new(
        [
            new(LossTerm.SquaredError, squaredError), new(LossTerm.CrossEntropy, crossEntropy), new(LossTerm.KlDivergence, klDivergence),
            new(LossTerm.Penalty, penalty),
        ],
        total);

    public static TheoryData<AutoencoderKind, ReconstructionLoss, Scaling> Fits()
    {
        AutoencoderKind[] kinds =
        [
            .. TestKinds.All,
            new Denoising { Corruption = new GaussianNoise { StandardDeviation = 0.3f } },
            new Denoising { Corruption = new MaskingNoise { Probability = 0.3f } },
            new Denoising { Corruption = new SwapNoise { Probability = 0.3f } },
            new Variational { KlWeight = 0.3f, WarmupEpochs = 2, FreeBits = 0.5f },
            new Variational { Cycles = 2 },
            new Variational { WarmupSteps = 3 },
            new Sparse(),
        ];
        ReconstructionLoss[] reconstructions =
        [
            new Gaussian(),
            new Gaussian { Variance = 0.3f },
            new Bernoulli(),
            new Mixed(),
            new Mixed { Slots = [SlotRange.Binary(1, 1)], Variance = 0.3f },
            new Mixed { Slots = [SlotRange.OneHot(0, 1), SlotRange.Binary(1, 2)] },
        ];
        var fits = new TheoryData<AutoencoderKind, ReconstructionLoss, Scaling>();
        foreach (AutoencoderKind kind in kinds)
        {
            foreach (ReconstructionLoss reconstruction in reconstructions)
            {
                Scaling[] scalings = reconstruction is Bernoulli ? [Scaling.Automatic, Scaling.None, Scaling.MinMax] : Enum.GetValues<Scaling>();
                foreach (Scaling scaling in scalings)
                {
                    fits.Add(kind, reconstruction, scaling);
                }
            }
        }

        return fits;
    }

    private static byte[] Saved()
    {
        using var stream = new MemoryStream();
        Model().Save(stream, Attributes);
        return stream.ToArray();
    }

    private static AutoencoderModel Load(byte[] bytes) => AutoencoderModel.Load(new MemoryStream(bytes));

    /// <summary>The file with another header and a correct checksum.</summary>
    private static byte[] WithHeader(byte[] saved, Func<string, string> change) => FileBytes.Sealed(FileBytes.WithHeader(saved, change(FileBytes.Header(saved))));

    [Fact]
    public void A_zip_file_is_distinguished_from_a_damaged_model()
    {
        var error = Assert.Throws<FormatException>(() => AutoencoderModel.Load(new MemoryStream([.. "PK\u0003\u0004\u0014\0"u8, .. new byte[60]])));

        Assert.Contains("mlContext.Model.Load", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loaded_model_equals_the_saved_one()
    {
        AutoencoderModel saved = Model();

        AutoencoderModel loaded = AutoencoderModel.Load(new MemoryStream(Saved()), long.MaxValue, out IReadOnlyDictionary<string, string> attributes);

        Assert.Equal(Attributes, attributes);
        Assert.Equal((6, 3), (loaded.InputDimension, loaded.LatentDimension));
        Assert.Equal([5, 4], loaded.Architecture.HiddenLayers);
        Assert.Equal(Activation.Gelu, loaded.Architecture.Activation);
        Assert.Equal(saved.Kind, loaded.Kind);
        Assert.Equal(saved.Reconstruction, loaded.Reconstruction);
        Assert.Equal(-5, loaded.Seed);
        Assert.Equal((saved.History.Start, 2), (loaded.History.Start, loaded.History.Restarts));
        Assert.Equal(saved.History.Settings, loaded.History.Settings);
        Assert.Equal(
            (1, 123, 17, 4),
            (loaded.History.BestEpoch, loaded.History.RowCount, loaded.History.ValidationRowCount, loaded.History.SkippedRowCount));
        Assert.Equal(saved.Content.Scaling.Offset, loaded.Content.Scaling.Offset);
        Assert.Equal(saved.Content.Scaling.Scales, loaded.Content.Scaling.Scales);
        Assert.Equal(saved.History.Epochs.Select(epoch => epoch with { Duration = TimeSpan.Zero, RowsPerSecond = 0 }), loaded.History.Epochs);
        float[] row = [0.5f, 0.1f, 1f, 0f, 0.2f, 0.9f];
        Assert.Equal(saved.Encode(row), loaded.Encode(row));
        Assert.Equal(saved.Reconstruct(row), loaded.Reconstruct(row));
    }

    [Theory]
    [MemberData(nameof(Fits))]
    public void A_fitted_model_of_any_kind_survives_the_round_trip(AutoencoderKind kind, ReconstructionLoss reconstruction, Scaling scaling)
    {
        float[] rows = [.. Enumerable.Range(0, 300 * 3).Select(i => (i * 37 % 101) / 101f)];
        AutoencoderModel saved = Autoencoder.Fit(new InMemoryRows(rows, 3), new AutoencoderOptions
        {
            LatentDimension = 2, HiddenLayers = [4], Epochs = 2, Seed = 1, Kind = kind, Reconstruction = reconstruction, Scaling = scaling,
            MissingValues = scaling is Scaling.MinMax or Scaling.Standardize ? MissingValues.Mask : MissingValues.SkipRow,
        });
        byte[] file = Training.Fits.Bytes(saved);

        AutoencoderModel loaded = Load(file);

        Assert.Equal(file, Training.Fits.Bytes(loaded));
        Assert.Equal((kind.Resolved(loaded.Architecture, readsLabels: false), reconstruction), (loaded.Kind, loaded.Reconstruction));
        Assert.Equal((saved.History.ValidationRowCount, saved.History.Settings), (loaded.History.ValidationRowCount, loaded.History.Settings));
        Assert.Equal(
            saved.History.Epochs.Select(epoch => epoch with { TotalEpochs = 0, Duration = TimeSpan.Zero, TimeLeft = TimeSpan.Zero, RowsPerSecond = 0 }), loaded.History.Epochs);
        Assert.Equal(saved.Reconstruct(rows), loaded.Reconstruct(rows));
        float[] gap = [0.5f, float.NaN, 0.25f];
        Assert.Equal(saved.Reconstruct(gap), loaded.Reconstruct(gap));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e-40f)]
    public void A_scale_that_cannot_be_a_divisor_is_refused(float scale)
    {
        AutoencoderModel model = Model(new InputScaling(new float[6], [1, 1, 1, scale, 1, 1], []));
        byte[] file = Training.Fits.Bytes(model);

        Assert.Throws<FormatException>(() => Load(file));
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(1e-40f)]
    public void A_tail_width_that_cannot_be_a_divisor_is_refused_with_a_message(float width)
    {
        AutoencoderModel model = Model(new InputScaling(new float[6], [1, 1, 1, 1, 1, 1], [], new TailScale(new float[6], [0, 0, 2, width, 0, 0])));
        byte[] file = Training.Fits.Bytes(model);

        var error = Assert.Throws<FormatException>(() => Load(file));

        Assert.StartsWith("The model ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MissingValues.SkipRow)]
    [InlineData(MissingValues.Mask)]
    public void A_model_of_slots_with_heavy_tails_survives_the_round_trip_byte_for_byte(MissingValues missingValues)
    {
        float[] rows = [.. Enumerable.Range(0, 200 * 3).Select(i => i == 31 ? 1e7f : missingValues == MissingValues.Mask && i % 11 == 5 ? float.NaN : (i * 37 % 101) / 101f)];
        AutoencoderModel saved = Autoencoder.Fit(new InMemoryRows(rows, 3), new AutoencoderOptions
        {
            LatentDimension = 2, HiddenLayers = [4], Epochs = 2, Seed = 1, MissingValues = missingValues,
        });
        byte[] file = Training.Fits.Bytes(saved);

        AutoencoderModel loaded = Load(file);

        Assert.Equal(file, Training.Fits.Bytes(loaded));
        Assert.Equal([1], loaded.Content.Scaling.Tails!.Slots);
        Assert.Equal(missingValues == MissingValues.Mask, loaded.Content.Scaling.AllowsMissing);
        Assert.Equal(saved.Encode(rows), loaded.Encode(rows));
        Assert.Equal(saved.Reconstruct(rows), loaded.Reconstruct(rows));
    }

    [Theory]
    [InlineData("input.offset")]
    [InlineData("input.scale")]
    [InlineData("encoder.linear.weight")]
    [InlineData("decoder.linear.weight")]
    public void A_model_without_one_of_its_tensors_is_refused(string name)
    {
        byte[] lying = WithHeader(Saved(), header =>
        {
            int start = header.IndexOf($"\"{name}\":", StringComparison.Ordinal);
            Assert.True(start > 0);
            return header.Remove(start, header.IndexOf("},", start, StringComparison.Ordinal) + 2 - start);
        });

        Assert.Throws<FormatException>(() => Load(lying));
    }

    [Fact]
    public void A_model_saved_again_has_the_same_bytes()
    {
        AutoencoderModel loaded = AutoencoderModel.Load(new MemoryStream(Saved()), long.MaxValue, out IReadOnlyDictionary<string, string> attributes);

        using var stream = new MemoryStream();
        loaded.Save(stream, attributes);

        Assert.Equal(Saved(), stream.ToArray());
    }

    /// <summary>Reads the file by the rules of the safetensors format alone, as Python would.</summary>
    [Fact]
    public void The_file_is_safetensors()
    {
        byte[] saved = Saved();
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(saved);
        using JsonDocument header = JsonDocument.Parse(saved.AsMemory(8, length));
        JsonElement weight = header.RootElement.GetProperty("encoder.hidden.0.weight");
        JsonElement[] entries = [.. header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__").Select(entry => entry.Value)];

        Assert.Equal(0, length % 8);
        Assert.All(header.RootElement.GetProperty("__metadata__").EnumerateObject(), fact => Assert.Equal(JsonValueKind.String, fact.Value.ValueKind));
        Assert.Equal("F32", weight.GetProperty("dtype").GetString());
        Assert.Equal("[5,6]", weight.GetProperty("shape").GetRawText());
        Assert.Equal(saved.Length - 8 - length, entries.Max(entry => entry.GetProperty("data_offsets")[1].GetInt32()));
        Assert.Equal(
            saved.Length - 8 - length,
            entries.Sum(entry => 4 * entry.GetProperty("shape").EnumerateArray().Aggregate(1, (product, size) => product * size.GetInt32())));
        int begin = weight.GetProperty("data_offsets")[0].GetInt32();
        Assert.Equal(Model().Content.Parameters.Values[0], BitConverter.ToSingle(saved, 8 + length + begin));
    }

    [Fact]
    public void Bytes_after_the_model_stay_in_the_stream()
    {
        using var stream = new MemoryStream([.. Saved(), 42]);

        AutoencoderModel.Load(stream);

        Assert.Equal(42, stream.ReadByte());
    }

    [Fact]
    public void A_truncated_model_is_refused()
    {
        byte[] saved = Saved();
        Assert.All(Enumerable.Range(0, saved.Length), length => Assert.Throws<FormatException>(() => Load(saved[..length])));
    }

    [Fact]
    public void A_model_with_any_bit_altered_is_refused()
    {
        byte[] saved = Saved();
        for (int i = 0; i < saved.Length; i++)
        {
            saved[i] ^= (byte)(1 << (i % 8));
            Assert.Throws<FormatException>(() => Load(saved));
            saved[i] ^= (byte)(1 << (i % 8));
        }
    }

    [Fact]
    public void A_newer_format_is_refused_with_advice_to_update()
    {
        byte[] newer = WithHeader(Saved(), header => header.Replace("\"format_version\":\"4\"", "\"format_version\":\"8\"", StringComparison.Ordinal));

        var error = Assert.Throws<FormatException>(() => Load(newer));

        Assert.Contains("version 8", error.Message, StringComparison.Ordinal);
        Assert.Contains("Update", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_fit_with_labels_reports_survives_the_round_trip()
    {
        AutoencoderModel fitted = FittedToLabels();
        byte[] file = Training.Fits.Bytes(fitted);

        Assert.Contains("\"format_version\":\"5\"", FileBytes.Header(file), StringComparison.Ordinal);
        Assert.All(fitted.History.Epochs, epoch => Assert.InRange(epoch.CentroidAccuracy!.Value, 0, 1));
        Assert.Equal(
            fitted.History.Epochs.Select(epoch => epoch.CentroidAccuracy), Load(file).History.Epochs.Select(epoch => epoch.CentroidAccuracy));
        Assert.Equal(1, fitted.History.FinalEpochs);
        Assert.Equal(1, Load(file).History.FinalEpochs);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("one")]
    public void A_number_of_final_epochs_that_is_impossible_is_refused(string number)
    {
        byte[] forged = WithHeader(
            Training.Fits.Bytes(FittedToLabels()),
            header => header.Replace("\"final_epochs\":\"1\"", $"\"final_epochs\":\"{number}\"", StringComparison.Ordinal));

        Assert.Contains("final_epochs", Assert.Throws<FormatException>(() => Load(forged)).Message, StringComparison.Ordinal);
    }

    private static AutoencoderModel FittedToLabels()
    {
        // The label is the sign of the second slot.
        float[] rows = Training.Fits.Rows(60, 3);
        float[] labels = [.. Enumerable.Range(0, 60).Select(row => rows[(3 * row) + 1] > 0 ? 1f : 0)];
        AutoencoderOptions options = Training.Fits.Options();
        options.ValidationFraction = 0.2f;
        return Autoencoder.Fit(new InMemoryRows(rows, 3, labels: labels), options);
    }

    [Theory]
    [InlineData("-0.1")]
    [InlineData("1.5")]
    public void A_fraction_of_rows_that_is_impossible_is_refused(string fraction)
    {
        byte[] file = Training.Fits.Bytes(FittedToLabels());
        byte[] forged = WithHeader(
            file, header => Regex.Replace(header, @"(CentroidAccuracy(\\u0022|\\""):)[0-9.]+", match => match.Groups[1].Value + fraction));

        Assert.NotEqual(file, forged);
        Assert.Contains("history", Assert.Throws<FormatException>(() => Load(forged)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Zeros_that_version_2_stores_for_terms_that_a_fit_does_not_have_are_not_listed()
    {
        AutoencoderModel fitted = Autoencoder.Fit(new InMemoryRows(Training.Fits.Rows(60, 3), 3), Training.Fits.Options());
        byte[] file = Training.Fits.Bytes(new AutoencoderModel(fitted.Content with { History = fitted.History with { Settings = null } }));

        AutoencoderModel loaded = Load(file);

        Assert.Contains("\"format_version\":\"2\"", FileBytes.Header(file), StringComparison.Ordinal);
        Assert.Equal([LossTerm.SquaredError, LossTerm.KlDivergence], loaded.History.Epochs[0].Training.Select(value => value.Term));
        Assert.Equal(fitted.History.Epochs.Select(epoch => epoch.Training), loaded.History.Epochs.Select(epoch => epoch.Training));
    }

    [Fact]
    public void A_model_of_version_3_is_read_and_written_back_as_it_was()
    {
        var contrast = new LossTerm("Contrast", LossUnit.Nats);
        var loss = new LossTerms([new(LossTerm.CrossEntropy, 0.25), new(contrast, 0)], 1.5);
        TrainingHistory history = Model().History with
        {
            Epochs = [new() { Epoch = 1, Training = loss, LearningRate = 0.1f }], Start = loss, Settings = null,
        };

        byte[] file = Training.Fits.Bytes(new AutoencoderModel(Model().Content with { History = history }));
        AutoencoderModel loaded = Load(file);

        Assert.Contains("\"format_version\":\"3\"", FileBytes.Header(file), StringComparison.Ordinal);
        Assert.Equal(file, Training.Fits.Bytes(loaded));
        Assert.Null(loaded.History.Settings);
        Assert.Equal(history.Epochs, loaded.History.Epochs);
        Assert.Equal(loss, loaded.History.Start);
        Assert.Equal("cross-entropy", loaded.History.Start![0].Term.Title);
    }

    [Theory]
    [InlineData("Contrast", "Total")]
    [InlineData("Contrast", "CrossEntropy")]
    [InlineData("Nats", "Bits")]
    public void Impossible_terms_are_refused(string written, string forged)
    {
        var loss = new LossTerms([new(LossTerm.CrossEntropy, 0.25), new(new LossTerm("Contrast", LossUnit.Nats), 0.5)], 1.5);
        TrainingHistory history = Model().History with { Epochs = [], BestEpoch = 0, Start = loss };
        byte[] file = WithHeader(
            Training.Fits.Bytes(new AutoencoderModel(Model().Content with { History = history })),
            header => header.Replace(Quote + written + Quote, Quote + forged + Quote, StringComparison.Ordinal));

        Assert.Throws<FormatException>(() => Load(file));
    }

    /// <summary>False headers with a correct checksum: hostile files, not damaged ones.</summary>
    [Theory]
    [InlineData("\"format\":\"MLNet.Autoencoder\"", "\"format\":\"Other\"")]
    [InlineData("\"activation\":\"Gelu\"", "\"activation\":\"3\"")]
    [InlineData("\"activation\":\"Gelu\"", "\"activation\":\"Relu,Tanh\"")]
    [InlineData("\"latent_dimension\":\"3\"", "\"latent_dimension\":\"4\"")]
    [InlineData("\"latent_dimension\":\"3\"", "\"latent_dimension\":\"0\"")]
    [InlineData("\"input_dimension\":\"6\"", "\"input_dimension\":\"2000000000\"")]
    [InlineData("\"hidden_layers\":\"[5,4]\"", "\"hidden_layers\":\"[2000000000,2000000000]\"")]
    [InlineData("\"hidden_layers\":\"[5,4]\"", "\"hidden_layers\":\"null\"")]
    [InlineData("\"hidden_layers\":\"[5,4]\"", "\"hidden_layers\":\"[[[[[5]]]]]\"")]
    [InlineData(KlWeight + "0.1", KlWeight + "NaN")]
    [InlineData(KlWeight + "0.1", KlWeight + "-0.1")]
    [InlineData(KlWeight + "0.1", KlWeight + "1e39")]
    [InlineData(Quote + "type" + Quote + ":" + Quote + "Variational", Quote + "type" + Quote + ":" + Quote + "Unheard-of")]
    [InlineData(Quote + "type" + Quote + ":" + Quote + "Bernoulli", Quote + "type" + Quote + ":" + Quote + "bernoulli")]
    [InlineData("\"seed\":\"-5\"", "\"seed\":\"-5.5\"")]
    [InlineData("\"row_count\":\"123\"", "\"row_count\":\"-123\"")]
    [InlineData(Quote + "Epoch" + Quote + ":2", Quote + "Epoch" + Quote + ":3")]
    [InlineData(Quote + "Training" + Quote + ":{", Quote + "Trained" + Quote + ":{")]
    [InlineData(Quote + "Total" + Quote + ":12.5", Quote + "Total" + Quote + ":1e999")]
    [InlineData(Quote + "Total" + Quote + ":-3", Quote + "Total" + Quote + ":-1e999")]
    [InlineData(Quote + "Total" + Quote + ":4", Quote + "Total" + Quote + ":1e999")]
    [InlineData(Quote + "LearningRate" + Quote + ":0.1", Quote + "LearningRate" + Quote + ":-0.1")]
    [InlineData(Quote + "ActiveUnits" + Quote + ":0", Quote + "ActiveUnits" + Quote + ":-1")]
    [InlineData(Quote + "RowsPerSecond" + Quote + ":0", Quote + "RowsPerSecond" + Quote + ":5")]
    [InlineData(Quote + "Epoch" + Quote + ":1,", Quote + "Epoch" + Quote + ":1," + Quote + "Surprise" + Quote + ":1,")]
    [InlineData(Quote + "Epoch" + Quote + ":1,", Quote + "Epoch" + Quote + ":9," + Quote + "Epoch" + Quote + ":1,")]
    [InlineData(KlWeight + "0.1", KlWeight + "5," + KlWeight + "0.1")]
    [InlineData(KlWeight + "0.1", KlWeight + "0.1," + Quote + "Surprise" + Quote + ":1")]
    [InlineData("\"column\":\"Pixel", "\"column\":null,\"other\":\"Pixel")]
    [InlineData("\"dtype\":\"F32\"", "\"dtype\":\"F32\",\"dtype\":\"F32\"")]
    [InlineData("\"dtype\":\"F32\"", "\"surprise\":0,\"dtype\":\"F32\"")]
    [InlineData("\"shape\":[5,6]", "\"shape\":[5,6,1]")]
    [InlineData("\"history\":\"[{", "\"history\":\"[null,{")]
    [InlineData("\"history\":\"[{", "\"history\":\"[[],{")]
    [InlineData("\"validation_row_count\":\"17\"", "\"validation_row_count\":\"-17\"")]
    [InlineData(Quote + "Epoch" + Quote + ":1", Quote + "Epoch" + Quote + ":0")]
    [InlineData(Quote + "type" + Quote + ":" + Quote + "Variational" + Quote + ",", "")]
    [InlineData(Quote + "WarmupEpochs" + Quote + ":0", Quote + "WarmupEpochs" + Quote + ":-1")]
    [InlineData(Quote + "FreeBits" + Quote + ":0.75", Quote + "FreeBits" + Quote + ":-1")]
    [InlineData(Quote + "InputNoise" + Quote + ":0.125", Quote + "InputNoise" + Quote + ":-1")]
    [InlineData(Quote + "WarmupSteps" + Quote + ":0", Quote + "WarmupSteps" + Quote + ":-1")]
    [InlineData("\"restarts\":\"2\"", "\"restarts\":\"-2\"")]
    [InlineData("\"restarts\":\"2\",", "")]
    [InlineData("\"start\":\"{", "\"start\":\"[{")]
    [InlineData("\"start\":\"{", "\"started\":\"{")]
    [InlineData("\"best_epoch\":\"1\"", "\"best_epoch\":\"3\"")]
    [InlineData("\"best_epoch\":\"1\"", "\"best_epoch\":\"-1\"")]
    [InlineData(Quote + "Epochs" + Quote + ":60", Quote + "Epochs" + Quote + ":0")]
    [InlineData(Quote + "BatchSize" + Quote + ":24", Quote + "BatchSize" + Quote + ":0")]
    [InlineData(Quote + "BatchSize" + Quote + ":24", Quote + "BatchSize" + Quote + ":49")]
    [InlineData(Quote + "BatchSize" + Quote + ":24", Quote + "BatchSize" + Quote + ":null")]
    [InlineData(Quote + "MaximumBatchSize" + Quote + ":48", Quote + "MaximumBatchSize" + Quote + ":23")]
    [InlineData(Quote + "WeightDecay" + Quote + ":0.15", Quote + "WeightDecay" + Quote + ":-0.15")]
    [InlineData(Quote + "WeightDecay" + Quote + ":0.15", Quote + "WeightDecay" + Quote + ":1e39")]
    [InlineData("," + Quote + "WeightDecay" + Quote + ":0.15", "")]
    [InlineData(Quote + "WeightDecay" + Quote + ":0.15", Quote + "WeightDecay" + Quote + ":0.15," + Quote + "Surprise" + Quote + ":1")]
    [InlineData("\"settings\":\"{", "\"set\":\"{")]
    [InlineData("\"settings\":\"{", "\"settings\":\"[{")]
    [InlineData("input.offset", "input.shift")]
    [InlineData("encoder.linear.weight", "encoder.straight.weight")]
    [InlineData("\"seed\":\"-5\"", "\"seed\":\"-5\",\"seed\":\"-5\"")]
    [InlineData("\"seed\":\"-5\",", "")]
    [InlineData("\"seed\":\"-5\"", "\"seed\":7")]
    [InlineData("\"seed\":\"-5\"", "\"seed\":null")]
    [InlineData("\"shape\":[5,6]", "\"shape\":[6,5]")]
    [InlineData("\"shape\":[5,6]", "\"shape\":[-5,-6]")]
    [InlineData("\"shape\":[5,6]", "\"shape\":[4611686018427387904,4]")]
    [InlineData("\"shape\":[5,6]", "\"shape\":[1e99,4]")]
    [InlineData("\"data_offsets\":[48,168]", "\"data_offsets\":[48,4000000000000]")]
    [InlineData("\"data_offsets\":[48,168]", "\"data_offsets\":[56,176]")]
    [InlineData("\"dtype\":\"F32\"", "\"dtype\":\"F16\"")]
    [InlineData("encoder.hidden.0.weight", "encoder.hidden.9.weight")]
    [InlineData("encoder.hidden.0.bias", "encoder.hidden.0.weight")]
    [InlineData("\"__metadata__\":{", "\"__metadata__\":[")]
    public void A_forged_header_is_refused(string truth, string lie)
    {
        byte[] lying = WithHeader(Saved(), header =>
        {
            Assert.Contains(truth, header, StringComparison.Ordinal);
            return header.Replace(truth, lie, StringComparison.Ordinal);
        });

        Assert.Throws<FormatException>(() => Load(lying));
    }

    /// <summary>Kinds and reconstructions that no valid options produce.</summary>
    [Theory]
    [InlineData("ActiveUnits#:2", "ActiveUnits#:0")]
    [InlineData("ActiveUnits#:2", "ActiveUnits#:4")]
    [InlineData("ActiveUnits#:2", "ActiveUnits#:2.5")]
    [InlineData("ActiveUnits#:2", "ActiveUnits#:#2#")]
    [InlineData("AuxiliaryWeight#:0.25", "AuxiliaryWeight#:-1")]
    [InlineData("AuxiliaryWeight#:0.25", "AuxiliaryWeight#:1e39")]
    [InlineData("#type#:#TopK#", "#type#:#Other#")]
    [InlineData("#type#:#TopK#", "#type#:#Plain#")]
    [InlineData("#Sparsity#:{", "#Sparsity#:null,#Other#:{")]
    [InlineData("#Start#:2", "#Start#:6")]
    [InlineData("#Start#:2", "#Start#:-1")]
    [InlineData("#Start#:2", "#Start#:2147483647")]
    [InlineData("#Count#:3", "#Count#:5")]
    [InlineData("#Count#:3", "#Count#:0")]
    [InlineData("#Count#:3", "#Count#:2147483647")]
    [InlineData("#Count#:3", "#Count#:1e30")]
    [InlineData("#Kind#:#OneHot#", "#Kind#:#OneCold#")]
    [InlineData("#Kind#:#OneHot#", "#Kind#:17")]
    [InlineData("#Slots#:[", "#Slots#:[null,")]
    [InlineData("#Slots#:[", "#Slots#:[{#Kind#:#Binary#,#Start#:3,#Count#:1},")]
    [InlineData("#Variance#:0.5", "#Variance#:0")]
    [InlineData("#Variance#:0.5", "#Variance#:-1")]
    public void An_invalid_kind_or_reconstruction_is_refused(string truth, string lie)
    {
        AutoencoderModel model = Model(
            kind: new Sparse { Sparsity = new TopK { ActiveUnits = 2, AuxiliaryWeight = 0.25f } },
            reconstruction: new Mixed { Slots = [SlotRange.OneHot(2, 3)], Variance = 0.5f });
        using var stream = new MemoryStream();
        model.Save(stream);
        byte[] lying = WithHeader(stream.ToArray(), header =>
        {
            string from = truth.Replace("#", Quote, StringComparison.Ordinal), to = lie.Replace("#", Quote, StringComparison.Ordinal);
            Assert.Contains(from, header, StringComparison.Ordinal);
            return header.Replace(from, to, StringComparison.Ordinal);
        });

        Assert.Equal(model.Kind, Load(stream.ToArray()).Kind);
        Assert.Equal(model.Reconstruction, Load(stream.ToArray()).Reconstruction);
        Assert.Throws<FormatException>(() => Load(lying));
    }

    [Fact]
    public void Fill_values_are_saved_if_values_may_be_missing()
    {
        AutoencoderModel model = Model(new InputScaling(new float[6], [1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6]));
        using var stream = new MemoryStream();
        model.Save(stream);

        AutoencoderModel loaded = Load(stream.ToArray());

        Assert.Equal([1, 2, 3, 4, 5, 6], loaded.Content.Scaling.FillValues.ToArray());
        Assert.Equal(model.Encode([float.NaN, 1, 1, 1, 1, 1]), loaded.Encode([1, 1, 1, 1, 1, 1]));
        Assert.False(Load(Saved()).Content.Scaling.AllowsMissing);
    }

    [Theory]
    [InlineData("input.stand_in", "input.stand_up")]
    [InlineData("\"input.stand_in\":{\"dtype\":\"F32\",\"shape\":[6]", "\"input.stand_in\":{\"dtype\":\"F32\",\"shape\":[5]")]
    public void Fill_values_of_the_wrong_name_or_shape_are_refused(string truth, string lie)
    {
        AutoencoderModel model = Model(new InputScaling(new float[6], [1, 1, 1, 1, 1, 1], new float[6]));
        using var stream = new MemoryStream();
        model.Save(stream);
        byte[] lying = WithHeader(stream.ToArray(), header =>
        {
            Assert.Contains(truth, header, StringComparison.Ordinal);
            return header.Replace(truth, lie, StringComparison.Ordinal);
        });

        Assert.Throws<FormatException>(() => Load(lying));
    }

    [Fact]
    public void A_NaN_fill_value_is_refused()
    {
        AutoencoderModel model = Model(new InputScaling(new float[6], [1, 1, 1, 1, 1, 1], [1, 1, float.NaN, 1, 1, 1]));
        byte[] file = Training.Fits.Bytes(model);

        Assert.Throws<FormatException>(() => Load(file));
    }

    [Fact]
    public void A_NaN_weight_is_refused()
    {
        AutoencoderModel model = Model();
        model.Content.Parameters.Values[17] = float.NaN;
        byte[] file = Training.Fits.Bytes(model);

        Assert.Throws<FormatException>(() => Load(file));
    }

    [Fact]
    public void A_header_that_claims_terabytes_costs_no_memory()
    {
        byte[] lying = WithHeader(Saved(), header => header
            .Replace("\"shape\":[5,6]", "\"shape\":[5,100000000]", StringComparison.Ordinal)
            .Replace("\"input_dimension\":\"6\"", "\"input_dimension\":\"100000000\"", StringComparison.Ordinal));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<FormatException>(() => Load(lying));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }
}
