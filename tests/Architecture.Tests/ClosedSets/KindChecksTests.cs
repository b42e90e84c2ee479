namespace MLNet.Autoencoder.Tests;

/// <summary>The finder sees every way to test for a kind.</summary>
public sealed class KindChecksTests
{
    [Theory]
    [InlineData("bool F(Kind k) => k is Round;")]
    [InlineData("bool F(Kind k) => k is not Round;")]
    [InlineData("bool F(Kind k) => k is Round { Radius: 1 };")]
    [InlineData("bool F(Kind k) => k is Round round && round.Radius > 1;")]
    [InlineData("bool F(Box b) => b is { Kind: Round };")]
    [InlineData("object F(Kind k) => k as Round;")]
    [InlineData("object F(Kind k) => (Round)k;")]
    [InlineData("int F(Kind k) => k switch { Round => 1, _ => 2 };")]
    [InlineData("int F(Kind k) => k switch { Round round => round.Radius, _ => 2 };")]
    [InlineData("int F(Kind k) { switch (k) { case Round: return 1; default: return 2; } }")]
    [InlineData("int F(Kind k) { switch (k) { case Round round: return round.Radius; default: return 2; } }")]
    public void A_test_for_a_kind_is_found_with_its_file_and_line(string member) =>
        Assert.Equal([$"src/Sample/User.cs(3): tests for Round: {member}"], FoundWith("src/Sample/User.cs", member));

    [Theory]
    [InlineData("int F(Kind k) => k.Corners;")]
    [InlineData("bool F(object thing) => thing is Kind;")]
    [InlineData("bool F(object thing) => thing is Box { Size: 1 };")]
    [InlineData("Kind F() => new Round(1);")]
    [InlineData("string F() => nameof(Round);")]
    public void Other_uses_of_kinds_pass(string member) => Assert.Empty(FoundWith("src/Sample/User.cs", member));

    [Theory]
    [InlineData("src/Sample/Kinds/Round/User.cs")]
    [InlineData("src/Sample/Register.cs")]
    public void Kinds_and_the_registration_of_an_engine_may_test(string path) => Assert.Empty(FoundWith(path, "bool F(Kind k) => k is Round;"));

    [Fact]
    public void A_base_type_that_does_not_exist_is_an_error() => Assert.Throws<InvalidOperationException>(
        () => new KindChecks(["Sample.Gone"], []).In(SourceProject.FromSample(("src/Sample/A.cs", "class A;"))).ToArray());

    private static IEnumerable<string> FoundWith(string path, string member) =>
        new KindChecks(["Sample.Kind"], ["src/Sample/Kinds/", "src/Sample/Register.cs"]).In(SourceProject.FromSample(
            (
                "src/Sample/Kinds/Kind.cs",
                """
                namespace Sample;

                public abstract record Kind { public virtual int Corners => 0; }
                public sealed record Round(int Radius) : Kind;
                public sealed record Box(Kind Kind, int Size);
                """),
            (
                path,
                $$"""
                namespace Sample;
                class User {
                {{member}}
                }
                """))).Select(found => found.ToString());
}
