using System.Globalization;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Scale;

/// <summary>
/// Fits one network on more and more rows, and measures the cost per row and the memory. Each fit has its own process, because the peak memory of a
/// process never falls.
/// </summary>
internal static class ScaleCommand
{
    private const long MinRows = 1_000;
    private const long MaxRows = 10_000_000;

    // The argument of a child process, followed by its number of rows.
    private const string OneSize = "--one";

    /// <summary>Runs all sizes, or only those up to the one given.</summary>
    /// <returns>The exit code: 0, or that of the process that failed.</returns>
    public static int Run(string[] args)
    {
        if (args is [OneSize, var size])
        {
            ScaleFit.Run(Parse(size));
            return 0;
        }

        long maxRows = args.Length == 0 ? MaxRows : Parse(args[0]);
        Console.WriteLine(ScaleFit.Heading);
        int exitCode = 0;
        for (long rows = MinRows; rows <= maxRows && exitCode == 0; rows *= 10)
        {
            exitCode = ChildProcess.Run("scale", OneSize, rows.ToString(CultureInfo.InvariantCulture));
        }

        return exitCode;
    }

    private static long Parse(string rows) => long.Parse(rows, NumberStyles.None, CultureInfo.InvariantCulture);
}
