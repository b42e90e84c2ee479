namespace MLNet.Autoencoder.Tests;

/// <summary>What the libraries do without.</summary>
public sealed class HygieneTests
{
    public static TheoryData<Type> OneOfEachAssembly =>
        [typeof(AutoencoderModel), typeof(AutoencoderFeaturesTransformer), typeof(AutoencoderFeaturesEstimator)];

    [Theory]
    [MemberData(nameof(OneOfEachAssembly))]
    public void No_static_state_can_change(Type type) => Assert.Empty(AssemblyHygiene.MutableStatics(type.Assembly));

    [Theory]
    [MemberData(nameof(OneOfEachAssembly))]
    public void There_is_no_task_whose_exception_could_go_unseen(Type type) => Assert.False(AssemblyHygiene.UsesTasks(type.Assembly));
}
