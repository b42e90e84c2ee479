using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using MLNet.Autoencoder.Torch;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>What an application needs beside it, seen in a process of its own.</summary>
public class DeploymentTests
{
    [LibtorchFact]
    public void A_model_trained_here_is_served_without_loading_TorchSharp()
    {
        AutoencoderModel model = Fits.Fit();
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, Fits.Bytes(model));

            string[] lines = RunProbe("serve", file);

            float[] code = [.. lines[0].Split(' ').Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
            Assert.Equal(model.Encode(new float[model.InputDimension]), code);
            Assert.Contains("MLNet.Autoencoder.Core", lines);
            Assert.DoesNotContain("TorchSharp", lines);
            Assert.DoesNotContain("MLNet.Autoencoder.TorchSharp", lines);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Without_libtorch_the_error_names_the_package_and_the_platform()
    {
        string error = Assert.Single(RunProbe("train"), line => line.StartsWith("NotSupportedException: ", StringComparison.Ordinal));

        Assert.Contains("Add the package TorchSharp-cpu", error, StringComparison.Ordinal);
        Assert.Contains(OperatingSystem.IsWindows() ? "win-" : OperatingSystem.IsMacOS() ? "osx-" : "linux-", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_all_the_places_where_the_loader_looked_the_error_names_the_file_that_was_there()
    {
        const string Message = """
            Unable to load shared library 'LibTorchSharp' or one of its dependencies.
            /app/LibTorchSharp.so: cannot open shared object file: No such file or directory
            /lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libLibTorchSharp.so)
            /app/LibTorchSharp: cannot open shared object file: No such file or directory
            """;

        Assert.Equal(
            "/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libLibTorchSharp.so)", LibTorch.UnmetRequirement(Message));
        Assert.Null(LibTorch.UnmetRequirement("Unable to load shared library 'LibTorchSharp'."));
    }

    private static string[] RunProbe(params string[] arguments)
    {
        string probe = typeof(DeploymentTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Probe").Value!;
        var start = new ProcessStartInfo("dotnet", [Path.GetFullPath(probe), .. arguments]) { RedirectStandardOutput = true };

        // TorchSharp looks for libtorch in NuGet's cache too; a deployed application has none.
        start.Environment["NUGET_PACKAGES"] = Path.GetDirectoryName(probe);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
