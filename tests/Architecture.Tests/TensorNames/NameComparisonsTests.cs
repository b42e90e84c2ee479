namespace MLNet.Autoencoder.Tests;

/// <summary>The finder reports comparisons with tensor names, and nothing else.</summary>
public sealed class NameComparisonsTests
{
    [Theory]
    [InlineData("bool F(string name) => name.StartsWith(\"encoder.\", StringComparison.Ordinal);", "encoder.")]
    [InlineData("bool F(string name) => name.EndsWith(\".bias\");", ".bias")]
    [InlineData("bool F(string name) => name.Contains(\".linear.\");", ".linear.")]
    [InlineData("bool F(string name) => name == \"decoder.output.weight\";", "decoder.output.weight")]
    [InlineData("bool F(string name) => name != \"layer\" + name + \".weight\";", ".weight")]
    [InlineData("bool F(string name) => name == $\"encoder.hidden.{name}\";", "encoder.hidden.")]
    [InlineData("bool F(string name) => string.Equals(name, \"encoder.mean.bias\");", "encoder.mean.bias")]
    [InlineData("bool F(string name) => name.AsSpan().EndsWith(\".threshold\");", ".threshold")]
    [InlineData("bool F(string name) => name.EndsWith(Bias); const string Bias = \".bias\";", ".bias")]
    [InlineData("bool F(string name) => name is \"encoder.mean.bias\";", "encoder.mean.bias")]
    [InlineData("int F(string name) => name switch { \"encoder.mean.bias\" => 1, _ => 2 };", "encoder.mean.bias")]
    [InlineData("int F(string name) { switch (name) { case \"encoder.mean.bias\": return 1; default: return 2; } }", "encoder.mean.bias")]
    public void A_comparison_with_a_name_is_found_with_its_file_and_line(string member, string text) =>
        Assert.StartsWith($"src/Sample/User.cs(4): compares with \"{text}\": ", Assert.Single(FoundWith(member)), StringComparison.Ordinal);

    [Theory]
    [InlineData("string F(string name) => name + \".weight\";")]
    [InlineData("string F(string name) => F(\"encoder.mean\" + name);")]
    [InlineData("bool F(string name) => name == \"cpu\";")]
    [InlineData("bool F(string name, string other) => name == other;")]
    [InlineData("bool F(string name) => name.StartsWith(\"City.\");")]
    public void Making_a_name_and_comparing_other_texts_passes(string member) => Assert.Empty(FoundWith(member));

    [Fact]
    public void The_file_that_names_tensors_may_compare() =>
        Assert.Empty(FoundWith("bool F(string name) => name.EndsWith(\".bias\");", "src/Sample/User.cs"));

    private static IEnumerable<string> FoundWith(string member, params string[] allowed) =>
        new NameComparisons(allowed).In(SourceProject.FromSample((
            "src/Sample/User.cs",
            $$"""
            using System;
            class User
            {
                {{member}}
            }
            """))).Select(found => found.ToString());
}
