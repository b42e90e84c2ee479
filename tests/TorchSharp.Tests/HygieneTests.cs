namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>What the library does not use.</summary>
public sealed class HygieneTests
{
    [Fact]
    public void No_static_state_can_change() => Assert.Empty(AssemblyHygiene.MutableStatics(typeof(TorchSharpEngine).Assembly));

    [Fact]
    public void There_is_no_network_no_process_no_task_and_no_temporary_folder() =>
        Assert.Empty(AssemblyHygiene.UnwantedReferences(typeof(TorchSharpEngine).Assembly));
}
