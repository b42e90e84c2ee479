using MLNet.Autoencoder.Mpi.Native;

namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>The version of a library, from the text that it gives.</summary>
public sealed class VersionTests
{
    [Theory]
    [InlineData("Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4, repo rev: v4.1.4, May 26, 2022", "Open MPI v4.1.4")]
    [InlineData("MPICH Version:      4.0.2\nMPICH Release date: Thu Apr  7 12:34:45 CDT 2022\nMPICH Device:       ch4:ucx\n", "MPICH 4.0.2")]
    [InlineData("Intel(R) MPI Library 2021.9 for Linux* OS\n", "Intel(R) MPI Library 2021.9 for Linux* OS")]
    [InlineData("MVAPICH2 Version      :\t2.3.7\n", "MVAPICH2 2.3.7")]
    public void It_is_the_name_and_number_on_the_first_line(string text, string expected) => Assert.Equal(expected, MpiVersion.Shortened(text));
}
