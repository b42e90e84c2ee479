using System.Reflection;
using Microsoft.ML;
using Xunit.Abstractions;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Which Microsoft.ML the suite runs with: a run that was to show something of one version must not be of another.</summary>
public sealed class MLNetVersionTests(ITestOutputHelper output)
{
    [Fact]
    public void The_version_of_ML_NET_that_was_asked_for_is_the_one_that_runs()
    {
        string[] loaded = [VersionOf(typeof(IDataView)), VersionOf(typeof(ITransformer)), VersionOf(typeof(MLContext))];
        string asked = typeof(MLNetVersionTests).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "MicrosoftMLVersion").Value!;

        output.WriteLine($"Ran with Microsoft.ML {loaded[0]}");
        Assert.All(loaded, version => Assert.Equal(asked is "" ? loaded[0] : asked, version));
    }

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
