using System.Diagnostics;

namespace MLNet.Autoencoder.Tests.Packages;

/// <summary>A program that uses the package of Core, published in both ways that remove what it does not use.</summary>
internal sealed class PublishedPrograms
{
    private readonly PackedLibraries _libraries;
    private readonly Lazy<string[]> _trimmed;
    private readonly Lazy<string[]> _native;

    public PublishedPrograms(PackedLibraries libraries)
    {
        _libraries = libraries;
        _trimmed = new(() => PublishAndRun("trimmed", "PublishTrimmed"));
        _native = new(() => PublishAndRun("native", "PublishAot"));
    }

    /// <summary>What the program prints when published with PublishTrimmed.</summary>
    public IReadOnlyList<string> LinesOfTrimmed => _trimmed.Value;

    /// <summary>What it prints when published with PublishAot.</summary>
    public IReadOnlyList<string> LinesOfNative => _native.Value;

    /// <summary>Publishes the program for this platform, where a warning is an error, and runs it.</summary>
    private string[] PublishAndRun(string name, string property)
    {
        string folder = _libraries.NewProject(name, File.ReadAllText(Path.Combine(Build.Root, "tests", "Packages.Tests", "Trimmed", "Program.cs")), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
                <{property}>true</{property}>
                <SelfContained>true</SelfContained>
                <!-- Nothing that only a debugger needs, which takes time to compile. -->
                <NativeDebugSymbols>false</NativeDebugSymbols>
                <StackTraceSupport>false</StackTraceSupport>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="MLNet.Autoencoder.Core" Version="{_libraries.Version}" />
              </ItemGroup>
            </Project>
            """);
        Dotnet.Run(folder, _libraries.NewFolder("packages"), "publish", "--use-current-runtime", "-o", Path.Combine(folder, "out"), "-v", "quiet");
        string models = Path.Combine(Build.Root, "tests", "Core.Tests", "Persistence", "OldModels");
        var start = new ProcessStartInfo(Path.Combine(folder, "out", name), [models]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
