using System.Globalization;
using System.IO.Compression;
using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Core.Tests.Persistence;

/// <summary>Files made to cost more memory than their size: the limit that AutoencoderModel.Load promises holds for each.</summary>
public class HostileFileTests
{
    private const int Many = 50_000;
    private const string Quote = "\\u0022";

    private static readonly Dictionary<string, Func<byte[]>> Floods = new()
    {
        ["facts"] = () => Forged("\"seed\":", Repeated(i => $"\"f{i}\":\"\",") + "\"seed\":"),
        ["tensors"] = () => Forged("\"input.offset\":", Repeated(i => $"\"t{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}},") + "\"input.offset\":"),
        ["sizes in a shape"] = () => Forged("\"shape\":[6]", "\"shape\":[" + Repeated(_ => "0,") + "0]"),
        ["hidden layers"] = () => Forged("\"hidden_layers\":\"[5]\"", "\"hidden_layers\":\"[" + Repeated(_ => "1,") + "5]\""),
        ["hidden layers and tensors"] = () => Forged(
            "\"[5]\"",
            "\"[" + string.Concat(Enumerable.Repeat("1,", Many / 5)) + "5]\"",
            Forged("\"input.offset\":", Repeated(i => $"\"t{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}},") + "\"input.offset\":")),
        ["epochs"] = () => Forged("\"history\":\"[", "\"history\":\"[" + Repeated(i => Quoted($"{{#Epoch#:{i + 1},#Training#:{{}},#LearningRate#:0}},"))),
        ["null epochs"] = () => Forged("\"history\":\"[", "\"history\":\"[" + Repeated(_ => "null,")),
        ["properties of an epoch"] = () => Forged(Quoted("{#Epoch#:"), Quoted("{" + Repeated(i => $"#p{i}#:0,") + "#Epoch#:")),
        ["a repeated property"] = () => Forged(Quoted("{#Epoch#:"), Quoted("{" + Repeated(_ => "#Epoch#:1,") + "#Epoch#:")),
        ["slots"] = () => Forged(Quoted("#Slots#:["), Quoted("#Slots#:[" + Repeated(i => $"{{#Start#:{i},#Count#:1}},"))),
        ["a long name"] = () => Forged(Quoted("#type#:"), Quoted($"#type#:#Variational#,#{Repeated(_ => "name ")}#:")),
        ["a long key"] = () => Forged("\"seed\":", $"\"{Repeated(_ => "key ")}\":1,\"seed\":"),
        ["a long format"] = () => Forged("\"format\":\"", "\"format\":\"" + Repeated(_ => "format ")),
        ["a long number"] = () => Forged("\"seed\":\"", "\"seed\":\"" + Repeated(_ => "12345")),
        ["depth"] = () => Forged("\"shape\":[6]", "\"shape\":" + Repeated(_ => "[")),
        ["depth in a string"] = () => Forged("\"hidden_layers\":\"", "\"hidden_layers\":\"" + Repeated(_ => "[")),
        ["epochs of version 1"] = () => Forged("\"history\":\"[", "\"history\":\"[" + Repeated(_ => "[0,0,0],"), Version1()),
        ["a skip connection of version 1"] = SkipConnectionOfVersion1,
    };

    public static TheoryData<string> Names() => [.. Floods.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_a_file_allocates_at_most_64_times_its_length_plus_a_megabyte(string name)
    {
        byte[] file = Floods[name]();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? refusal = Record.Exception(() => AutoencoderModel.Load(new MemoryStream(file)));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(allocated <= (64L * file.Length) + (1 << 20), $"{allocated} bytes were allocated for a file of {file.Length} bytes.");
        Assert.True(refusal is null or FormatException { Message.Length: < 500 }, $"{refusal}");
    }

    [Fact]
    public void A_model_of_more_bytes_than_allowed_is_refused_with_both_numbers_and_what_to_set()
    {
        byte[] file = Version2();

        var error = Assert.Throws<FormatException>(() => AutoencoderModel.Load(new MemoryStream(file), file.Length - 1));

        Assert.Contains($"{file.Length} bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains($"at most {file.Length - 1}", error.Message, StringComparison.Ordinal);
        Assert.Contains("set a higher maxBytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(file, Fits.Bytes(AutoencoderModel.Load(new MemoryStream(file), file.Length)));
        Assert.Throws<ArgumentOutOfRangeException>(() => AutoencoderModel.Load(new MemoryStream(file), 0));
    }

    /// <summary>A valid model of zeros: 20 MB that gzip packs into 20 KB, and far less than that is unpacked.</summary>
    [Fact]
    public void A_model_that_unpacks_to_a_thousand_times_its_size_is_refused_before_it_is_unpacked()
    {
        AutoencoderModel wide = SeedModels.Wide(1 << 20, new Plain(), new Gaussian());
        wide.Content.Parameters.Values.Clear();
        byte[] file = Fits.Bytes(wide);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(file);
        }

        packed.Position = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FormatException>(() => AutoencoderModel.Load(new GZipStream(packed, CompressionMode.Decompress), maxBytes: 1_000_000));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(packed.Length, 1, file.Length / 500);
        Assert.InRange(allocated, 0, 1 << 20);
        packed.Position = 0;
        Assert.Equal(1 << 20, AutoencoderModel.Load(new GZipStream(packed, CompressionMode.Decompress), file.Length).InputDimension);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 4)]
    public void A_large_model_is_read_into_its_final_arrays(bool isSeekable, int times)
    {
        byte[] file = Fits.Bytes(SeedModels.Wide(1 << 20, new Plain(), new Gaussian()));
        using Stream stream = isSeekable ? new MemoryStream(file) : new OneWayStream(file);
        long before = GC.GetAllocatedBytesForCurrentThread();

        AutoencoderModel.Load(stream);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, file.Length, times * (long)file.Length);
    }

    public static TheoryData<AutoencoderKind, ReconstructionLoss> WideModels() => new()
    {
        { new Plain(), new Gaussian() },
        { new Variational(), new Bernoulli() },
        { new Sparse { Sparsity = new TopK { ActiveUnits = 1 } }, new Gaussian() },
        { new Plain(), new Mixed { Slots = [SlotRange.OneHot(3, 1 << 17)] } },
    };

    /// <summary>The file says that rows have 2^18 slots, and has a weight for each.</summary>
    [Theory]
    [MemberData(nameof(WideModels))]
    public void A_forged_model_of_very_many_slots_works(AutoencoderKind kind, ReconstructionLoss reconstruction)
    {
        byte[] file = FileBytes.Sealed(Fits.Bytes(SeedModels.Wide((1 << 18) + 1, kind, reconstruction)));

        ModelCheck.Works(AutoencoderModel.Load(new MemoryStream(file)));
    }

    /// <summary>Found by fuzzing: such a model could be saved, but not loaded again.</summary>
    [Fact]
    public void A_forged_model_of_version_2_with_tensors_of_version_4_works()
    {
        ParsedFile file = ParsedFile.Of(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Persistence", "OldModels", "version2-plain.safetensors")));
        ParsedTensor scale = file.Tensors[1];
        file.Tensors.InsertRange(2, [scale with { Name = "input.tail_center" }, scale with { Name = "input.tail_width" }]);

        AutoencoderModel model = AutoencoderModel.Load(new MemoryStream(FileBytes.Sealed(file.ToBytes())));

        Assert.NotNull(model.Content.Scaling.Tails);
        ModelCheck.Works(model);
    }

    private static byte[] Version2()
    {
        AutoencoderOptions options = Fits.Options();
        options.Reconstruction = Fits.Mixed;
        return Fits.Bytes(Autoencoder.Fit(new InMemoryRows(Fits.MixedRows(60), 6), options));
    }

    private static byte[] Version1() =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Persistence", "OldModels", "version1-gaussian.safetensors"));

    [Theory]
    [InlineData("BatchTopK")]
    [InlineData("JumpRelu")]
    [InlineData("Gated")]
    public void A_kind_that_did_not_exist_in_the_version_of_its_file_is_refused(string kind)
    {
        byte[] old = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Persistence", "OldModels", "version2-sparse.safetensors"));
        string header = FileBytes.Header(old);
        int start = header.IndexOf(Quoted("#Sparsity#:{"), StringComparison.Ordinal), end = header.IndexOf('}', start) + 1;
        byte[] forged = Forged(header[start..end], Quoted($"#Sparsity#:{{#type#:#{kind}#}}"), old);

        FormatException refusal = Assert.Throws<FormatException>(() => AutoencoderModel.Load(new MemoryStream(forged)));

        Assert.Contains("encoder.threshold", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Forged(string truth, string lie, byte[]? file = null)
    {
        file ??= Version2();
        return FileBytes.Sealed(FileBytes.WithHeader(file, Replaced(FileBytes.Header(file), truth, lie)));
    }

    private static string Replaced(string header, string truth, string lie)
    {
        Assert.Contains(truth, header, StringComparison.Ordinal);
        int at = header.IndexOf(truth, StringComparison.Ordinal);
        return header[..at] + lie + header[(at + truth.Length)..];
    }

    /// <summary>JSON as it appears in a string of the header; # is a quote.</summary>
    private static string Quoted(string json) => json.Replace("#", Quote, StringComparison.Ordinal);

    private static string Repeated(Func<int, string> part) => string.Concat(Enumerable.Range(0, Many).Select(part));

    /// <summary>A network of one hidden unit. Its skip connection, which version 1 did not have, would have thousands of times as many weights.</summary>
    private static byte[] SkipConnectionOfVersion1()
    {
        const int D = 3000, Q = 2000;
        (string Name, int[] Shape)[] tensors =
        [
            ("encoder.hidden.0.weight", [1, D]), ("encoder.hidden.0.bias", [1]),
            ("encoder.mean.weight", [Q, 1]), ("encoder.log_variance.weight", [Q, 1]), ("encoder.mean.bias", [Q]), ("encoder.log_variance.bias", [Q]),
            ("decoder.hidden.0.weight", [1, Q]), ("decoder.hidden.0.bias", [1]), ("decoder.output.weight", [D, 1]), ("decoder.output.bias", [D]),
        ];
        KeyValuePair<string, string>[] metadata =
        [
            new("format", "MLNet.Autoencoder"), new("format_version", "1"), new("input_dimension", D.ToString(CultureInfo.InvariantCulture)),
            new("hidden_layers", "[1]"), new("latent_dimension", Q.ToString(CultureInfo.InvariantCulture)), new("activation", "Tanh"),
            new("kl_weight", "1"), new("reconstruction", "Gaussian"), new("seed", "1"), new("row_count", "1"), new("skipped_row_count", "0"),
            new("history", "[]"),
        ];
        using var stream = new MemoryStream();
        Safetensors.Write(stream, metadata, tensors, new float[tensors.Sum(tensor => tensor.Shape.Aggregate(1, (a, b) => a * b))]);
        return stream.ToArray();
    }

    /// <summary>A stream like that of a network: it cannot seek, and does not know its length.</summary>
    private sealed class OneWayStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
