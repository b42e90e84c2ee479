using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Persistence;

public class ModelFileTests
{
    private static readonly Dictionary<string, string> Attributes = new() { ["column"] = "Pixel \"values\" \u00e9" };

    private static AutoencoderModel Model()
    {
        NetworkParameters parameters = ParameterInitialization.Create(new NetworkArchitecture(6, [5, 4], 3, Activation.Gelu), seed: 3);
        TrainingEpoch[] epochs =
        [
            new() { Epoch = 1, ReconstructionLoss = 0.1 + 0.2, KlDivergence = 1e-300, Loss = 12.5 },
            new() { Epoch = 2, ReconstructionLoss = 1.0 / 3, KlDivergence = 7, Loss = 1e17 / 3, Duration = TimeSpan.FromSeconds(1) },
        ];
        return new AutoencoderModel(new ModelContent(
            parameters, new Variational { KlWeight = 0.1f }, ReconstructionLoss.Bernoulli, -5, new TrainingHistory(epochs, 123, 4)));
    }

    private static byte[] Saved()
    {
        using var stream = new MemoryStream();
        Model().Save(stream, Attributes);
        return stream.ToArray();
    }

    private static AutoencoderModel Load(byte[] bytes) => AutoencoderModel.Load(new MemoryStream(bytes));

    /// <summary>The header, with its checksum made right again after a change that a checksum alone would catch.</summary>
    private static byte[] WithHeader(byte[] saved, Func<string, string> change)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(saved);
        string header = change(Encoding.UTF8.GetString(saved, 8, length));
        int hash = header.IndexOf("sha256\":\"", StringComparison.Ordinal) + 9;
        byte[] changed = Encoding.UTF8.GetBytes(string.Concat(header.AsSpan(0, hash), new string('0', 64), header.AsSpan(hash + 64)));
        byte[] file = [.. BitConverter.GetBytes((long)changed.Length), .. changed, .. saved.AsSpan(8 + length)];
        Encoding.ASCII.GetBytes(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file))).CopyTo(file, 8 + hash);
        return file;
    }

    [Fact]
    public void A_loaded_model_is_the_saved_one()
    {
        AutoencoderModel saved = Model();

        AutoencoderModel loaded = AutoencoderModel.Load(new MemoryStream(Saved()), out IReadOnlyDictionary<string, string> attributes);

        Assert.Equal(Attributes, attributes);
        Assert.Equal((6, 3), (loaded.InputDimension, loaded.LatentDimension));
        Assert.Equal([5, 4], loaded.Architecture.HiddenLayers);
        Assert.Equal(Activation.Gelu, loaded.Architecture.Activation);
        Assert.Equal(saved.Kind, loaded.Kind);
        Assert.Equal(ReconstructionLoss.Bernoulli, loaded.Reconstruction);
        Assert.Equal(-5, loaded.Seed);
        Assert.Equal((123, 4), (loaded.History.RowCount, loaded.History.SkippedRowCount));
        Assert.Equal(saved.History.Epochs.Select(epoch => epoch with { Duration = TimeSpan.Zero }), loaded.History.Epochs);
        float[] row = [0.5f, 0.1f, 1f, 0f, 0.2f, 0.9f];
        Assert.Equal(saved.Encode(row), loaded.Encode(row));
        Assert.Equal(saved.Reconstruct(row), loaded.Reconstruct(row));
    }

    [Fact]
    public void A_model_saved_again_has_the_same_bytes()
    {
        AutoencoderModel loaded = AutoencoderModel.Load(new MemoryStream(Saved()), out IReadOnlyDictionary<string, string> attributes);

        using var stream = new MemoryStream();
        loaded.Save(stream, attributes);

        Assert.Equal(Saved(), stream.ToArray());
    }

    /// <summary>Read by the rules of the safetensors format alone, as Python would.</summary>
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
    public void What_follows_the_model_in_the_stream_is_left_there()
    {
        using var stream = new MemoryStream([.. Saved(), 42]);

        AutoencoderModel.Load(stream);

        Assert.Equal(42, stream.ReadByte());
    }

    [Fact]
    public void A_model_cut_short_anywhere_is_refused()
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
    public void A_newer_format_is_refused_with_the_remedy()
    {
        byte[] newer = WithHeader(Saved(), header => header.Replace("\"format_version\":\"1\"", "\"format_version\":\"2\"", StringComparison.Ordinal));

        var error = Assert.Throws<FormatException>(() => Load(newer));

        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("Update", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Headers with a right checksum that lie all the same: hostile files, not damaged ones.</summary>
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
    [InlineData("\"kl_weight\":\"0.1\"", "\"kl_weight\":\"NaN\"")]
    [InlineData("\"kind\":\"Variational\"", "\"kind\":\"Unheard-of\"")]
    [InlineData("\"reconstruction\":\"Bernoulli\"", "\"reconstruction\":\"bernoulli\"")]
    [InlineData("\"seed\":\"-5\"", "\"seed\":\"-5.5\"")]
    [InlineData("\"row_count\":\"123\"", "\"row_count\":\"-123\"")]
    [InlineData("\"history\":\"[[", "\"history\":\"[[1,")]
    [InlineData("\"seed\":\"-5\"", "\"seed\":\"-5\",\"seed\":\"-5\"")]
    [InlineData("\"seed\":\"-5\",", "")]
    [InlineData("\"seed\":\"-5\"", "\"seed\":7")]
    [InlineData("\"seed\":\"-5\"", "\"seed\":null")]
    [InlineData("\"shape\":[5,6]", "\"shape\":[6,5]")]
    [InlineData("\"shape\":[5,6]", "\"shape\":[-5,-6]")]
    [InlineData("\"shape\":[5,6]", "\"shape\":[4611686018427387904,4]")]
    [InlineData("\"shape\":[5,6]", "\"shape\":[1e99,4]")]
    [InlineData("\"data_offsets\":[0,120]", "\"data_offsets\":[0,4000000000000]")]
    [InlineData("\"data_offsets\":[0,120]", "\"data_offsets\":[8,128]")]
    [InlineData("\"dtype\":\"F32\"", "\"dtype\":\"F16\"")]
    [InlineData("encoder.hidden.0.weight", "encoder.hidden.9.weight")]
    [InlineData("encoder.hidden.0.bias", "encoder.hidden.0.weight")]
    [InlineData("\"__metadata__\":{", "\"__metadata__\":[")]
    public void A_header_that_lies_is_refused(string truth, string lie)
    {
        byte[] lying = WithHeader(Saved(), header =>
        {
            Assert.Contains(truth, header, StringComparison.Ordinal);
            return header.Replace(truth, lie, StringComparison.Ordinal);
        });

        Assert.Throws<FormatException>(() => Load(lying));
    }

    [Fact]
    public void A_weight_that_is_no_number_is_refused()
    {
        AutoencoderModel model = Model();
        model.Content.Parameters.Values[17] = float.NaN;
        using var stream = new MemoryStream();
        model.Save(stream);

        Assert.Throws<FormatException>(() => Load(stream.ToArray()));
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
