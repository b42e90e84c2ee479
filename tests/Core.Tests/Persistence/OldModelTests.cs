using System.Text.Json;

namespace MLNet.Autoencoder.Core.Tests.Persistence;

public class OldModelTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Persistence", "OldModels");

    public static TheoryData<string> Names() => [.. NamesLike("*")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Models_of_every_earlier_version_load_and_compute_the_same_results(string name)
    {
        Example example = JsonSerializer.Deserialize<Example>(File.ReadAllText(Path.Combine(Folder, name + ".json")))!;

        AutoencoderModel model = Load(name);

        AssertClose(example.codes, model.Encode(example.rows));
        AssertClose(example.reconstructions, model.Reconstruct(example.rows));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_of_an_earlier_version_is_saved_so_that_it_loads_again(string name)
    {
        AutoencoderModel old = Load(name);
        using var stream = new MemoryStream();
        old.Save(stream);
        stream.Position = 0;

        AutoencoderModel saved = AutoencoderModel.Load(stream);

        Assert.Equal(old.Kind, saved.Kind);
        Assert.Equal(old.Reconstruction, saved.Reconstruction);
        Assert.Equal(old.History.Epochs, saved.History.Epochs);
        Assert.Equal(old.Decode(new float[old.LatentDimension]), saved.Decode(new float[old.LatentDimension]));
    }

    /// <summary>They have a head for log-variances that was never read, and is left out of new files.</summary>
    [Theory]
    [InlineData("version2-sparse")]
    [InlineData("version2-l1")]
    public void A_sparse_model_of_an_earlier_version_is_saved_without_its_log_variances_and_computes_the_same_bits(string name)
    {
        Example example = JsonSerializer.Deserialize<Example>(File.ReadAllText(Path.Combine(Folder, name + ".json")))!;
        AutoencoderModel old = Load(name);
        byte[] file = Training.Fits.Bytes(old);

        AutoencoderModel saved = AutoencoderModel.Load(new MemoryStream(file));

        Assert.DoesNotContain("log_variance", FileBytes.Header(file), StringComparison.Ordinal);
        Assert.Equal(old.Encode(example.rows), saved.Encode(example.rows));
        Assert.Equal(old.Reconstruct(example.rows), saved.Reconstruct(example.rows));
        Assert.Equal(file, Training.Fits.Bytes(saved));
    }

    public static TheoryData<string> NamesOfVersion2() => [.. NamesLike("version2-*").Except(["version2-sparse", "version2-l1"])];

    /// <summary>Builds that read only version 2 can read it again, unless the kind has got other tensors since.</summary>
    [Theory]
    [MemberData(nameof(NamesOfVersion2))]
    public void A_model_of_version_2_is_written_back_as_it_was(string name)
    {
        AutoencoderModel old = Load(name);

        Assert.Null(old.History.Settings);
        Assert.Equal(File.ReadAllBytes(Path.Combine(Folder, name + ".safetensors")), Training.Fits.Bytes(old));
    }

    [Fact]
    public void Options_of_version_1_are_converted_to_current_ones()
    {
        AutoencoderModel model = Load("version1-gaussian");

        Assert.Equal(new Variational { KlWeight = 0.02f, FreeBits = 0, InputNoise = 0 }, model.Kind);
        Assert.Equal(new Gaussian { Variance = 1 }, model.Reconstruction);
        Assert.Equal(20, model.History.Epochs.Count);
        Assert.Equal(1.2358663236803769, model.History.Epochs[^1].Training.Total);
    }

    /// <summary>Metadata that version 1 never wrote, with a correct checksum.</summary>
    [Theory]
    [InlineData("\"kl_weight\":\"0.02\"", "\"kl_weight\":\"NaN\"")]
    [InlineData("\"kl_weight\":\"0.02\"", "\"kl_weight\":\"-1\"")]
    [InlineData("\"kl_weight\":\"0.02\"", "\"kl_weight\":\"3e38\"")]
    [InlineData("\"kl_weight\":\"0.02\",", "")]
    [InlineData("\"reconstruction\":\"Gaussian\"", "\"reconstruction\":\"Cauchy\"")]
    [InlineData("\"history\":\"[[", "\"history\":\"[[1e999,0,0],[")]
    [InlineData("\"history\":\"[[", "\"history\":\"[[0,0],[")]
    [InlineData("\"history\":\"[[", "\"history\":\"[null,[")]
    public void A_forged_model_of_version_1_is_refused(string truth, string lie)
    {
        byte[] honest = File.ReadAllBytes(Path.Combine(Folder, "version1-gaussian.safetensors"));
        string header = FileBytes.Header(honest);
        Assert.Contains(truth, header, StringComparison.Ordinal);
        byte[] lying = FileBytes.Sealed(FileBytes.WithHeader(honest, header.Replace(truth, lie, StringComparison.Ordinal)));

        Assert.Throws<FormatException>(() => AutoencoderModel.Load(new MemoryStream(lying)));
    }

    /// <summary>The meaning of a seed has changed since: resuming would give a model that no seed gives.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_checkpoint_of_an_earlier_version_is_refused_with_its_version_and_what_to_do(int version)
    {
        var error = Assert.Throws<InvalidOperationException>(() => FitFrom($"version{version}.checkpoint"));

        Assert.Contains($"It has version {version}, but this build resumes version 8", error.Message, StringComparison.Ordinal);
        Assert.Contains("Delete the file to start over", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> NamesLike(string pattern) =>
        Directory.GetFiles(Folder, pattern + ".safetensors").Select(path => Path.GetFileNameWithoutExtension(path));

    private static AutoencoderModel FitFrom(string checkpoint)
    {
        string path = Path.GetTempFileName();
        File.Copy(Path.Combine(Folder, checkpoint), path, overwrite: true);
        float[] rows = [.. Enumerable.Range(0, 120 * 6).Select(i => i * 37 % 101 / 101f)];
        try
        {
            return Autoencoder.Fit(new InMemoryRows(rows, 6), new AutoencoderOptions
            {
                LatentDimension = 2, HiddenLayers = [5], Epochs = 8, BatchSize = 16, Seed = 5, ValidationFraction = 0, CheckpointPath = path,
            });
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static AutoencoderModel Load(string name)
    {
        using FileStream stream = File.OpenRead(Path.Combine(Folder, name + ".safetensors"));
        return AutoencoderModel.Load(stream);
    }

    private static void AssertClose(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

    private sealed record Example(float[] rows, float[] codes, float[] reconstructions);
}
