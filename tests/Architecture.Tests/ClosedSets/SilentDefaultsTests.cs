namespace MLNet.Autoencoder.Tests;

/// <summary>The finder reports silent defaults over closed sets, and nothing else.</summary>
public sealed class SilentDefaultsTests
{
    [Theory]
    [InlineData("int F(Color c) => c switch { Color.Red => 1, _ => 2 };", "The switch over Color has a default that does not throw: _ => 2")]
    [InlineData("int F(Color? c) => c switch { Color.Red => 1, _ => 2 };", "The switch over Color has a default that does not throw: _ => 2")]
    [InlineData("int F(Color c) => c switch { Color.Red => 1, var x => 2 };", "The switch over Color has a default that does not throw: var x => 2")]
    [InlineData("int F(Shape s) => s switch { Round => 1, _ => 2 };", "The switch over Shape has a default that does not throw: _ => 2")]
    [InlineData("int F(Shape s) => s switch { Round => 1, null => 0, { } => 2 };", "The switch over Shape has a default that does not throw: { } => 2")]
    [InlineData("int F(Shape s) => s switch { Round => 1, Shape other => 2 };", "The switch over Shape has a default that does not throw: Shape other => 2")]
    [InlineData("int F(Shape s) => s switch { Round => 1, Shape => 2 };", "The switch over Shape has a default that does not throw: Shape => 2")]
    [InlineData("int F(Shape s) => s switch { Round => 1, not null => 2 };", "The switch over Shape has a default that does not throw: not null => 2")]
    [InlineData("int F(Part p) => p switch { Wheel => 1, _ => 2 };", "The switch over Part has a default that does not throw: _ => 2")]
    [InlineData("void F(Color c) { switch (c) { case Color.Red: break; } }", "The switch over Color has no default.")]
    [InlineData("void F(Shape s) { switch (s) { case Round: break; } }", "The switch over Shape has no default.")]
    [InlineData(
        "void F(Color c) { switch (c) { case Color.Red: break; default: break; } }", "The switch over Color has a default that does not throw: default: break;")]
    [InlineData(
        "int F(Color c) { switch (c) { case Color.Red: default: return 1; } }",
        "The switch over Color has a default that does not throw: case Color.Red: default: return 1;")]
    [InlineData(
        "int F(Color c) { switch (c) { default: if (c > 0) return 1; throw new Exception(); } }",
        "The switch over Color has a default that does not throw: default: if (c > 0) return 1; throw new Exception();")]
    public void A_silent_default_is_found_with_its_file_and_line(string member, string text) =>
        Assert.Equal([$"src/Sample/User.cs(5): {text}"], FoundWith(member));

    [Theory]
    [InlineData("int F(Color c) => c switch { Color.Red => 1, _ => throw new Exception() };")]
    [InlineData("int F(Shape s) => s switch { Round => 1, Square => 2, var other => throw new Exception(other.ToString()) };")]
    [InlineData("int F(Shape s) => s switch { Round => 1, Shape when s.GetHashCode() > 0 => 2, _ => throw new Exception() };")]
    [InlineData("void F(Color c) { switch (c) { case Color.Red: break; default: throw new Exception(); } }")]
    [InlineData("void F(Color c) { switch (c) { case Color.Red: break; default: { var e = new Exception(); throw e; } } }")]
    [InlineData("void F(Shape s) { switch (s) { case Round: break; case var other: throw new Exception(other.ToString()); } }")]
    public void A_throwing_default_passes(string member) => Assert.Empty(FoundWith(member));

    [Theory]
    [InlineData("int F(int number) => number switch { 1 => 1, _ => 2 };")]
    [InlineData("int F(DayOfWeek day) => day switch { DayOfWeek.Monday => 1, _ => 2 };")]
    [InlineData("int F(object thing) => thing switch { Color => 1, _ => 2 };")]
    [InlineData("int F(Round round) => round switch { { Radius: > 0 } => 1, _ => 2 };")]
    [InlineData("void F(int number) { switch (number) { case 1: break; } }")]
    public void A_switch_over_an_open_set_passes(string member) => Assert.Empty(FoundWith(member));

    private static IEnumerable<string> FoundWith(string member) => SilentDefaults.In(SourceProject.FromSample(
        (
            "src/Sample/Sets.cs",
            """
            public enum Color { Red, Green }

            public abstract record Shape { private protected Shape() { } }
            public sealed record Round(int Radius) : Shape;
            public sealed record Square : Shape;

            abstract class Part;
            sealed class Wheel : Part;
            """),
        (
            "src/Sample/User.cs",
            $$"""
            using System;

            class User
            {
                {{member}}
            }
            """))).Select(found => found.ToString());
}
