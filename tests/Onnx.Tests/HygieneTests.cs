namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>What the library does without.</summary>
public sealed class HygieneTests
{
    /// <summary>The generated messages, in a namespace of their own, keep parsers and descriptors that nobody changes.</summary>
    [Fact]
    public void No_static_state_can_change() =>
        Assert.DoesNotContain(AssemblyHygiene.MutableStatics(typeof(OnnxExport).Assembly), field => !field.StartsWith("Onnx.", StringComparison.Ordinal));

    [Fact]
    public void There_is_no_task_whose_exception_could_go_unseen() => Assert.False(AssemblyHygiene.UsesTasks(typeof(OnnxExport).Assembly));
}
