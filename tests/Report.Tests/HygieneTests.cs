namespace MLNet.Autoencoder.Tests.Report;

/// <summary>What the library does not use.</summary>
public sealed class HygieneTests
{
    [Fact]
    public void No_static_state_can_change() => Assert.Empty(AssemblyHygiene.MutableStatics(typeof(ReportOptions).Assembly));

    [Fact]
    public void There_is_no_task_whose_exception_could_go_unseen() => Assert.False(AssemblyHygiene.UsesTasks(typeof(ReportOptions).Assembly));
}
