namespace MLNet.Autoencoder.Tests;

/// <summary>docs/options.md agrees with the code.</summary>
public sealed class OptionsPageTests
{
    [Fact]
    public void The_options_page_is_the_one_generated_from_the_code() => ApprovedFile.ShouldEqual("docs/options.md", OptionsPage.Generate());
}
