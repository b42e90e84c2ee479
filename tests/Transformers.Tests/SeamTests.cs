using System.Reflection;
using Microsoft.ML;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>The seam to ML.NET's hidden members.</summary>
public sealed class SeamTests
{
    public static TheoryData<string> MissingMembers => ["method", "field", "type", "access"];

    [Theory]
    [MemberData(nameof(MissingMembers))]
    public void A_missing_member_gives_one_clear_error(string what)
    {
        Exception missing = what switch
        {
            "method" => new MissingMethodException("Method not found: 'X.Y'."),
            "field" => new MissingFieldException("Field not found: 'X.Y'."),
            "type" => new TypeLoadException("Could not load type 'X'."),
            _ => new MethodAccessException("Attempt to access method 'X.Y' failed."),
        };

        var error = Assert.Throws<NotSupportedException>(() => MLNetInternals.Guard<int, int>(_ => throw missing, 0));

        Assert.Contains("Microsoft.ML", error.Message, StringComparison.Ordinal);
        Assert.Contains(MLNetInternals.TestedVersions, error.Message, StringComparison.Ordinal);
        Assert.Contains(missing.Message, error.Message, StringComparison.Ordinal);
        Assert.Same(missing, error.InnerException);
    }

    [Fact]
    public void Other_errors_pass_through_unchanged() =>
        Assert.Throws<FormatException>(() => MLNetInternals.Guard<int, int>(_ => throw new FormatException(), 0));

    [Fact]
    public void The_library_does_not_refer_to_the_reference_contract()
    {
        var found = typeof(ITransformer).Assembly.GetName();

        Assert.NotEqual(new Version(0, 9, 0, 0), found.Version);
        Assert.All(
            Directory.GetFiles(AppContext.BaseDirectory, "Microsoft.ML.*.dll"),
            file => Assert.NotEqual(new Version(0, 9, 0, 0), AssemblyName.GetAssemblyName(file).Version));
    }
}
