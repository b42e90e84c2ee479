namespace MLNet.Autoencoder.Tests;

/// <summary>docs/options.md says of the options what the code says.</summary>
public sealed class OptionsPageTests
{
    [Fact]
    public void The_page_of_options_is_the_one_made_from_the_code() => ApprovedFile.ShouldSay("docs/options.md", OptionsPage.Make());
}
