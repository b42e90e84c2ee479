using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace MLNet.Autoencoder.Benchmarks.Scale;

/// <summary>
/// Fits of one network to more and more rows: what a row costs, and what memory a fit takes. Each in a process of its own, or the memory
/// would be that of the largest so far.
/// </summary>
internal static class ScaleVerb
{
    private const long Fewest = 1_000;
    private const long Most = 10_000_000;

    // What a child process is told before its number of rows.
    private const string OneSize = "--one";

    /// <summary>Runs all sizes, or those up to the one given.</summary>
    /// <returns>The exit code: 0, or that of the process that failed.</returns>
    public static int Run(string[] args)
    {
        if (args is [OneSize, var size])
        {
            ScaleFit.Run(Parse(size));
            return 0;
        }

        long most = args.Length == 0 ? Most : Parse(args[0]);
        Console.WriteLine(ScaleFit.Heading);
        int exitCode = 0;
        for (long rows = Fewest; rows <= most && exitCode == 0; rows *= 10)
        {
            exitCode = RunInProcessOfItsOwn(rows);
        }

        return exitCode;
    }

    private static long Parse(string rows) => long.Parse(rows, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int RunInProcessOfItsOwn(long rows)
    {
        // Started as "dotnet <assembly>", this process is that of dotnet.
        string program = Environment.ProcessPath!;
        string[] assembly = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Assembly.GetExecutingAssembly().Location] : [];
        using var process = Process.Start(program, [.. assembly, "scale", OneSize, rows.ToString(CultureInfo.InvariantCulture)]);
        process.WaitForExit();
        return process.ExitCode;
    }
}
