using System.Text.Json;

namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>
/// Zip files that <c>mlContext.Model.Save</c> wrote with earlier builds, one for each format version. The README beside the models of
/// tests/Core.Tests says how to add one.
/// </summary>
public sealed class OldModelTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "OldModels");

    [Fact]
    public void Zip_files_of_every_earlier_version_load_and_compute_what_they_did()
    {
        string[] files = Directory.GetFiles(Folder, "*.zip");

        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var example = JsonSerializer.Deserialize<Example>(File.ReadAllText(Path.ChangeExtension(file, ".json")))!;

            var loaded = Assert.IsType<AutoencoderFeaturesTransformer>(Fitted.Load(File.ReadAllBytes(file)));

            Assert.Equal(("Features", "Latent", "Decoded"), (loaded.InputColumnName, loaded.OutputColumnName, loaded.ReconstructionColumnName));
            Assert.Equal(("LogVariance", "Score"), (loaded.LogVarianceColumnName, loaded.ReconstructionErrorColumnName));
            Close(example.codes, loaded.Encode(example.rows));
            Close(example.reconstructions, loaded.Reconstruct(example.rows));
        });
    }

    private static void Close(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

    private sealed record Example(float[] rows, float[] codes, float[] reconstructions);
}
