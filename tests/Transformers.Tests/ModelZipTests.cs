using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using Microsoft.ML;
using MLNet.Autoencoder.Tests;

namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>Zip files that are not trusted: what ModelZip promises, and what the sample in examples/UntrustedModel does with what nobody promises.</summary>
public sealed class ModelZipTests
{
    private static readonly byte[] Saved = Save();

    [Fact]
    public void An_intact_file_passes_and_is_ready_to_be_loaded()
    {
        using var file = new MemoryStream(Saved);

        ModelZip.CheckSize(file);

        Assert.Equal(0, file.Position);
        Assert.IsType<AutoencoderFeaturesTransformer>(new MLContext().Model.Load(file, out _));
    }

    [Fact]
    public void A_file_that_unpacks_to_more_than_allowed_is_refused_with_both_numbers_and_what_to_set()
    {
        byte[] bomb = ZipParts.Bomb(Saved, zeros: 100_000_000);

        var error = Assert.Throws<FormatException>(() => ModelZip.CheckSize(new MemoryStream(bomb), maxBytes: 100_000_000));

        Assert.InRange(bomb.Length, 1, 200_000);
        Assert.Contains("holds 1000", error.Message, StringComparison.Ordinal);
        Assert.Contains("at most 100000000 are allowed", error.Message, StringComparison.Ordinal);
        Assert.Contains("set a higher maxBytes", error.Message, StringComparison.Ordinal);
    }

    /// <summary>ML.NET reserves what the directory of the file says.</summary>
    [Theory]
    [InlineData(10_000_000)]
    [InlineData(0xFFFF_FFFE)]
    public void A_file_with_a_false_size_is_refused(uint size)
    {
        byte[] forged = [.. Saved];
        int directory = forged.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BitConverter.GetBytes(size).CopyTo(forged, directory + 24);

        Assert.Throws<FormatException>(() => ModelZip.CheckSize(new MemoryStream(forged)));
    }

    [Fact]
    public void Any_alteration_of_the_zip_file_passes_or_is_refused_with_a_FormatException()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            byte[] altered = seed % 5 == 0 ? Saved[..random.Next(Saved.Length)] : [.. Saved];
            for (int flips = random.Next(1, 4); flips > 0 && altered.Length > 0; flips--)
            {
                altered[random.Next(Math.Max(0, altered.Length - 600), altered.Length)] ^= (byte)(1 << random.Next(8));
            }

            Exception? refusal = Record.Exception(() => ModelZip.CheckSize(new MemoryStream(altered)));

            Assert.True(refusal is null or FormatException, $"seed {seed}: {refusal}");
        }
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_refused() =>
        Assert.Throws<ArgumentException>(() => ModelZip.CheckSize(new GZipStream(new MemoryStream(Saved), CompressionMode.Decompress)));

    /// <summary>A damaged schema keeps ML.NET busy for minutes, and packed zeros fill the disk. A process with limits ends the one and refuses the other.</summary>
    [Fact]
    public void The_sample_loads_a_good_file_and_survives_those_that_ML_NET_does_not()
    {
        string folder = Directory.CreateTempSubdirectory("untrusted").FullName;
        string path = Path.Combine(folder, "model.zip");
        File.WriteAllBytes(path, Saved);
        string program = typeof(ModelZipTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "UntrustedModel").Value!;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program, path]) { RedirectStandardOutput = true };

        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        Directory.Delete(folder, recursive: true);

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("loaded: 4-5-2", lines[0], StringComparison.Ordinal);
        Assert.Contains("refused: ", lines[1], StringComparison.Ordinal);
        Assert.Contains("refused: The zip file holds", lines[2], StringComparison.Ordinal);
    }

    private static byte[] Save()
    {
        using var stream = new MemoryStream();
        new MLContext().Model.Save(Fitted.Transformer(), Fitted.Schema(("Features", Fitted.Vector(Fitted.Dimension))), stream);
        return stream.ToArray();
    }
}
