using System.Text.Json;

namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>
/// Zip files that <c>mlContext.Model.Save</c> wrote with earlier builds, one for each format version. The README next to the models of
/// tests/Core.Tests explains how to add one.
/// </summary>
public sealed class OldModelTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "OldModels");

    [Fact]
    public void Zip_files_of_every_earlier_version_load_and_compute_the_same_values()
    {
        string[] files = Directory.GetFiles(Folder, "*.zip");

        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var example = JsonSerializer.Deserialize<Example>(File.ReadAllText(Path.ChangeExtension(file, ".json")))!;

            var loaded = Assert.IsType<AutoencoderFeaturesTransformer>(Fitted.Load(File.ReadAllBytes(file)));

            Assert.Equal(("Features", "Latent", "Decoded"), (loaded.InputColumnName, loaded.OutputColumnName, loaded.ReconstructionColumnName));
            Assert.Equal(("LogVariance", "Score"), (loaded.LogVarianceColumnName, loaded.ReconstructionErrorColumnName));
            Assert.Null(loaded.ScaledReconstructionErrorColumnName); // Files of these versions do not know it.
            AssertClose(example.codes, loaded.Encode(example.rows));
            AssertClose(example.reconstructions, loaded.Reconstruct(example.rows));
        });
    }

    private static void AssertClose(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

    private sealed record Example(float[] rows, float[] codes, float[] reconstructions);
}
