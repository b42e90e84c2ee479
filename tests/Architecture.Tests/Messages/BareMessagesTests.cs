namespace MLNet.Autoencoder.Tests;

/// <summary>The finder reports messages without a value, and nothing else.</summary>
public sealed class BareMessagesTests
{
    [Theory]
    [InlineData("void F(int a) => throw new ArgumentException(\"Wrong.\");", "\"Wrong.\"")]
    [InlineData("void F(int a) => throw new ArgumentException(\"Wrong.\", nameof(a));", "\"Wrong.\"")]
    [InlineData("void F(int a) => throw new ArgumentException(paramName: nameof(a), message: \"Wrong.\");", "\"Wrong.\"")]
    [InlineData("void F(int a) => throw new ArgumentException($\"{nameof(a)} is wrong.\");", "$\"{nameof(a)} is wrong.\"")]
    [InlineData("void F(int a) => throw new InvalidOperationException(\"Wrong. \" + Remedy); const string Remedy = \"Try again.\";", "\"Wrong. \" + Remedy")]
    [InlineData("Exception F(int a) { Own e = new(\"Wrong.\"); return e; } class Own(string message) : FormatException(message);", "\"Wrong.\"")]
    [InlineData("void F(Log log, int a) => log.Warn(\"Wrong.\"); class Log { public void Warn(string message) { } }", "\"Wrong.\"")]
    public void A_message_without_a_value_is_found_with_its_file_and_line(string member, string text) =>
        Assert.Equal([$"src/Sample/User.cs(4): says the same whatever was given: {text}"], FoundWith(member));

    [Theory]
    [InlineData("void F(int a) => throw new ArgumentException($\"{nameof(a)} is {a}.\");")]
    [InlineData("void F(int a) => throw new ArgumentException(\"Wrong: \" + a);")]
    [InlineData("void F(string fault) => throw new FormatException(fault);")]
    [InlineData("void F(int a) => throw new ArgumentOutOfRangeException(nameof(a), a, \"Unknown.\");")]
    [InlineData("void F(int a) => throw new InvalidOperationException(a > 0 ? \"Too many.\" : \"Too few.\");")]
    [InlineData("void F(int a) => throw new FormatException($\"It has {(a > 0 ? \"both\" : \"neither\")}.\");")]
    [InlineData("void F(int a) => throw new OperationCanceledException(\"Canceled.\");")]
    [InlineData("void F(int a) => throw new InvalidOperationException();")]
    [InlineData("void F(object a) => ArgumentNullException.ThrowIfNull(a);")]
    [InlineData("void F(Log log, int a) => log.Warn($\"{a} is wrong.\"); class Log { public void Warn(string message) { } }")]
    [InlineData("Version F(int a) => new Version(\"1.0\");")]
    public void Other_code_passes(string member) => Assert.Empty(FoundWith(member));

    private static IEnumerable<string> FoundWith(string member) => BareMessages.In(SourceProject.FromSample((
        "src/Sample/User.cs",
        $$"""
        using System;
        class User
        {
            {{member}}
        }
        """))).Select(found => found.ToString());
}
