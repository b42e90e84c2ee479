namespace MLNet.Autoencoder.Tests.Packages;

/// <summary>Core in programs from which everything unused is removed, so that nothing can be found by reflection unless it is known in advance.</summary>
[Collection(PackedLibraries.Name)]
public sealed class TrimmingTests(PackedLibraries libraries)
{
    private static readonly string[] Kinds = ["variational", "denoising", "sparse", "dictionary"];

    [Fact]
    public void A_trimmed_program_fits_saves_loads_and_resumes() => AssertWorks(libraries.Programs.LinesOfTrimmed);

    [NativeAotFact]
    public void A_native_program_gives_the_same_bytes_as_a_trimmed_one()
    {
        AssertWorks(libraries.Programs.LinesOfNative);
        Assert.Equal(libraries.Programs.LinesOfTrimmed, libraries.Programs.LinesOfNative);
    }

    private static void AssertWorks(IReadOnlyList<string> lines)
    {
        string[] fits = [.. lines.Take(Kinds.Length)], files = [.. lines.Skip(Kinds.Length)];

        Assert.Equal(Kinds, fits.Select(line => line.Split(':')[0]));
        Assert.All(fits, line => Assert.EndsWith(", loaded as saved, interrupted, resumed to the same model", line, StringComparison.Ordinal));
        Assert.Equal(8, files.Length);
        Assert.All(files, line => Assert.Contains(", codes as expected, ", line, StringComparison.Ordinal));
    }
}
