namespace MLNet.Autoencoder.Tests;

/// <summary>What is public is meant to be, and an editor shows what it is.</summary>
public sealed class PublicSurfaceTests
{
    public static TheoryData<string, Type> Libraries => new()
    {
        { "src/Core", typeof(AutoencoderModel) },
        { "src/Transformers", typeof(AutoencoderFeaturesTransformer) },
        { "src/Estimators", typeof(AutoencoderFeaturesEstimator) },
    };

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_surface_is_the_approved_one(string folder, Type type) =>
        ApprovedFile.ShouldSay($"{folder}/PublicAPI.txt", PublicSurface.TextOf(type.Assembly));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Everything_public_is_documented_with_its_parts_exceptions_and_defaults(string folder, Type type) =>
        PublicDocumentation.ShouldBeComplete(type.Assembly, folder);
}
