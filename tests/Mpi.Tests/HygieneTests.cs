namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>What the library does not use.</summary>
public sealed class HygieneTests
{
    /// <summary>MPI is state of the process: it can be initialized once, and so there is one communicator.</summary>
    [Fact]
    public void No_static_state_can_change_but_the_communicator() => Assert.StartsWith(
        "MLNet.Autoencoder.MpiCommunicator.Joined: ",
        Assert.Single(AssemblyHygiene.MutableStatics(typeof(MpiCommunicator).Assembly)), StringComparison.Ordinal);

    [Fact]
    public void There_is_no_task_whose_exception_could_go_unseen() => Assert.False(AssemblyHygiene.UsesTasks(typeof(MpiCommunicator).Assembly));
}
