using System.Diagnostics;

namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>A library with the standard ABI of MPI 5, compiled for these tests: see StandardAbi/mpi_abi.c.</summary>
internal static class StandardAbi
{
    private static readonly string[] Compilers = ["gcc", "clang"];

    private static readonly Lazy<string> Compiled = new(Compile);

    /// <summary>The path of the library.</summary>
    public static string Library => Compiled.Value;

    private static string Compile()
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string compiler = Compilers.FirstOrDefault(name => path.Any(folder => File.Exists(Path.Combine(folder, name))))
            ?? throw new InvalidOperationException($"These tests need {string.Join(" or ", Compilers)}: apt-get install gcc libc6-dev.");
        string source = Path.Combine(AppContext.BaseDirectory, "StandardAbi", "mpi_abi.c");
        string library = Path.Combine(AppContext.BaseDirectory, "StandardAbi", "libmpi_abi.so.0");

        // The library by its full name: the link without a number comes with headers, which are not needed here.
        (int exitCode, string output) = RankProgram.Run(
            new ProcessStartInfo(compiler, ["-shared", "-fPIC", "-Wall", "-Werror", "-o", library, source, "-l:libmpi.so.40"]));
        Assert.True(exitCode == 0, output);
        return library;
    }
}
