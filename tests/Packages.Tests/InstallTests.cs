using System.Globalization;
using System.Text.RegularExpressions;

namespace MLNet.Autoencoder.Tests.Packages;

/// <summary>What a new user does: install packages from a package source and run a program from the documentation.</summary>
[Collection(PackedLibraries.Name)]
public sealed partial class InstallTests(PackedLibraries libraries)
{
    [Fact]
    public void The_program_in_the_README_fits_a_model_that_a_serving_program_loads()
    {
        string fitting = NewProject("fitting", "MLNet.Autoencoder", FirstProgramIn(File.ReadAllText(Path.Combine(Build.Root, "README.md"))));
        File.Copy(Path.Combine(Build.Root, "examples", "data", "digits.csv"), Path.Combine(fitting, "digits.csv"));
        Run(fitting);

        string page = libraries.PackageOf("MLNet.Autoencoder.Transformers").Text("PACKAGE.md");
        string serving = NewProject("serving", "MLNet.Autoencoder.Transformers", FirstProgramIn(page));
        File.Move(Path.Combine(fitting, "digits.zip"), Path.Combine(serving, "digits.zip"));
        float[] latent = [.. Run(serving).Trim().Split(' ').Select(value => float.Parse(value, CultureInfo.InvariantCulture))];

        Assert.Equal(8, latent.Length);
        Assert.All(latent, value => Assert.True(float.IsFinite(value)));
        Assert.Contains(latent, value => value != 0);
        Assert.Empty(Directory.GetFiles(serving, "MLNet.Autoencoder.dll", SearchOption.AllDirectories));
    }

    /// <summary>Creates a console project with one of the packages under test, and with the version of Microsoft.ML on this machine.</summary>
    private string NewProject(string name, string package, string program) => libraries.NewProject(name, program, $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <UseAppHost>false</UseAppHost>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Microsoft.ML" Version="{MicrosoftMLVersion()}" />
            <PackageReference Include="{package}" Version="{libraries.Version}" />
          </ItemGroup>
        </Project>
        """);

    private string Run(string project) => Dotnet.Run(project, libraries.NewFolder("packages"), "run", "-v", "quiet");

    /// <summary>The version that this project was restored with, so that it need not be downloaded again.</summary>
    private static string MicrosoftMLVersion()
    {
        string resolved = File.ReadAllText(Path.ChangeExtension(typeof(InstallTests).Assembly.Location, ".deps.json"));
        return ResolvedMicrosoftML().Match(resolved).Groups["version"].Value;
    }

    private static string FirstProgramIn(string page) => CSharp().Match(page).Groups["code"].Value;

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex("\"Microsoft\\.ML/(?<version>[^\"]+)\"")]
    private static partial Regex ResolvedMicrosoftML();
}
