using System.Globalization;
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

    private static byte[] Version2()
    {
        AutoencoderOptions options = Fits.Options();
        options.Reconstruction = Fits.Mixed;
        return Fits.Bytes(Autoencoder.Fit(new InMemoryRows(Fits.MixedRows(60), 6), options));
    }

    private static byte[] Version1() =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Persistence", "OldModels", "version1-gaussian.safetensors"));

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
}
