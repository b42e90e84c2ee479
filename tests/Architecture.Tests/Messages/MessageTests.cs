namespace MLNet.Autoencoder.Tests;

/// <summary>Every message says what was given.</summary>
[Collection(SourceTreeCollection.Name)]
public sealed class MessageTests(SourceTree sources)
{
    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void Every_exception_and_warning_has_a_value_in_its_text(string project) => Finding.ShouldBeNone(
        BareMessages.In(sources[project]),
        "Say which column or option it is about, which value was found, which was expected, and what to do.");
}
