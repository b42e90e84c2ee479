using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using MLNet.Autoencoder.Torch;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>What an application must deploy, tested in a separate process.</summary>
public class DeploymentTests
{
    [LibtorchFact]
    public void A_model_trained_with_TorchSharp_is_served_without_loading_it()
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

    /// <summary>Edits TorchSharp's library in a copy of the application. It then requires a version of the C++ library that no system has.</summary>
    [LinuxLibtorchFact]
    public void If_the_CPP_library_is_too_old_the_error_names_the_missing_version()
    {
        DirectoryInfo copy = Directory.CreateTempSubdirectory();
        try
        {
            CopyFiles(Path.GetDirectoryName(Probe)!, copy.FullName);
            string library = Assert.Single(Directory.GetFiles(copy.FullName, "libLibTorchSharp.so", SearchOption.AllDirectories));
            byte[] bytes = File.ReadAllBytes(library);
            Replace(bytes, "GLIBCXX_3.4.32"u8, "GLIBCXX_9.9.99"u8);
            File.WriteAllBytes(library, bytes);
            LinkLibtorch(Path.GetDirectoryName(library)!);

            string[] lines = RunCopy(
                Path.Combine(copy.FullName, Path.GetFileName(Probe)), libtorch: Path.GetDirectoryName(library), ["train"]);

            string error = Assert.Single(lines, line => line.StartsWith("NotSupportedException: ", StringComparison.Ordinal));
            Assert.Contains("version `GLIBCXX_9.9.99' not found", error, StringComparison.Ordinal);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_error_names_the_file_that_the_loader_found_and_not_the_paths_without_one()
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

    private static string Probe { get; } = Path.GetFullPath(
        typeof(DeploymentTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Probe").Value!);

    private static void CopyFiles(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Links libtorch into a folder, but not TorchSharp's own library, which the loader would use instead of the edited one.</summary>
    private static void LinkLibtorch(string folder)
    {
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(typeof(DeploymentTests).Assembly.Location)!, "lib*.so*"))
        {
            if (Path.GetFileName(file) != "libLibTorchSharp.so")
            {
                File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(file)), file);
            }
        }
    }

    private static void Replace(Span<byte> bytes, ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement)
    {
        int first = bytes.IndexOf(old);
        Assert.NotEqual(-1, first);
        for (int next = first; next >= 0; next = bytes.IndexOf(old))
        {
            replacement.CopyTo(bytes[next..]);
        }
    }

    private static string[] RunProbe(params string[] arguments) => RunCopy(Probe, libtorch: null, arguments);

    private static string[] RunCopy(string probe, string? libtorch, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [probe, .. arguments]) { RedirectStandardOutput = true };

        // TorchSharp also looks for libtorch in the NuGet cache, which a deployed application does not have.
        start.Environment["NUGET_PACKAGES"] = Path.GetDirectoryName(probe);
        if (libtorch is not null)
        {
            start.Environment["LD_LIBRARY_PATH"] = $"{libtorch}:{Environment.GetEnvironmentVariable("LD_LIBRARY_PATH")}";
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
