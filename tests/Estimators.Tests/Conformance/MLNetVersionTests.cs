using System.Reflection;
using Microsoft.ML;
using Xunit.Abstractions;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Ensures that a test run for one version of Microsoft.ML does not use another.</summary>
public sealed class MLNetVersionTests(ITestOutputHelper output)
{
    [Fact]
    public void The_requested_version_of_ML_NET_is_the_one_that_runs()
    {
        string[] loaded = [VersionOf(typeof(IDataView)), VersionOf(typeof(ITransformer)), VersionOf(typeof(MLContext))];
        string requested = typeof(MLNetVersionTests).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "MicrosoftMLVersion").Value!;

        output.WriteLine($"Ran with Microsoft.ML {loaded[0]}");
        Assert.All(loaded, version => Assert.Equal(requested is "" ? loaded[0] : requested, version));
    }

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
