namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>What is public is meant to be, and an editor shows what it is.</summary>
public sealed class PublicSurfaceTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one() =>
        ApprovedFile.ShouldSay("src/TorchSharp/PublicAPI.txt", PublicSurface.TextOf(typeof(TorchSharpEngine).Assembly));

    [Fact]
    public void Everything_public_is_documented_with_its_parts_exceptions_and_defaults() =>
        PublicDocumentation.ShouldBeComplete(typeof(TorchSharpEngine).Assembly, "src/TorchSharp");
}
