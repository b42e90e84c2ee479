namespace MLNet.Autoencoder.Tests;

/// <summary>The rule finds types in the wrong namespace.</summary>
public sealed class NamespaceRuleTests
{
    private static readonly NamespaceRule Rule = new(new ProjectPlan("Sample", "Sample")
    {
        References = [],
        Rooms = ["Tools", "Kinds", ProjectPlan.Root],
        KindsRoom = "Kinds",
    });

    [Theory]
    [InlineData("Tools/A.cs", "namespace Sample.Tools; class A;")]
    [InlineData("Tools/A.cs", "namespace MLNet.Autoencoder; public class A;")]
    [InlineData("Tools/A.cs", "namespace MLNet.Autoencoder; public class A { private class Helper; }")]
    [InlineData("Tools/A.cs", "namespace Microsoft.ML; public static class A { public static int Twice(this int number) => number; }")]
    [InlineData("Tools/A.cs", "namespace System.Runtime.CompilerServices; class AAttribute : System.Attribute;")]
    [InlineData("Kinds/Round/A.cs", "namespace Sample.Kinds; class A;")]
    [InlineData("A.cs", "namespace Sample; class A;")]
    public void A_type_in_its_namespace_passes(string path, string source) => Assert.Empty(FoundIn(path, source));

    [Theory]
    [InlineData("Tools/A.cs", "namespace Sample;\nclass A;", "(2): Internal type A is in Sample, but belongs in Sample.Tools.")]
    [InlineData("Tools/A.cs", "namespace Sample.Tools;\npublic class A;", "(2): Public type A is in Sample.Tools, but belongs in MLNet.Autoencoder.")]
    [InlineData("Tools/A.cs", "namespace Microsoft.ML;\npublic class A;", "(2): Public type A is in Microsoft.ML, but belongs in MLNet.Autoencoder.")]
    [InlineData(
        "Tools/A.cs", "namespace MLNet.Autoencoder;\npublic enum A;\ndelegate void Done();",
        "(3): Internal type Done is in MLNet.Autoencoder, but belongs in Sample.Tools.")]
    [InlineData(
        "Kinds/Round/A.cs", "namespace Sample.Kinds.Round;\nclass A;", "(2): Internal type A is in Sample.Kinds.Round, but belongs in Sample.Kinds.")]
    public void A_type_in_another_namespace_is_found_with_its_file_and_line(string path, string source, string found) =>
        Assert.Equal([$"src/Sample/{path}{found}"], FoundIn(path, source));

    private static IEnumerable<string> FoundIn(string path, string source) =>
        Rule.MisplacedTypesIn(SourceProject.FromSample(($"src/Sample/{path}", source))).Select(found => found.ToString());
}
