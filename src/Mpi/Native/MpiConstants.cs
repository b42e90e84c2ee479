using System.Runtime.InteropServices;

namespace MLNet.Autoencoder.Mpi.Native;

/// <summary>
/// The constants of an application binary interface (ABI) of MPI. In C they come from the header mpi.h, and a program is compiled for one of the three; here
/// they are values, so that one library serves all.
/// </summary>
/// <typeparam name="THandle">The type of a handle in C: a pointer or an int.</typeparam>
/// <param name="World">MPI_COMM_WORLD.</param>
/// <param name="Byte">MPI_BYTE.</param>
/// <param name="ErrorsReturn">MPI_ERRORS_RETURN.</param>
/// <param name="InPlace">MPI_IN_PLACE.</param>
/// <param name="ThreadSerialized">MPI_THREAD_SERIALIZED. In every ABI, a larger value means fewer restrictions.</param>
internal readonly record struct MpiConstants<THandle>(THandle World, THandle Byte, THandle ErrorsReturn, nint InPlace, int ThreadSerialized)
    where THandle : unmanaged;

/// <summary>The constants of each ABI.</summary>
internal static class MpiConstants
{
    /// <summary>
    /// MPICH since version 3, and the libraries that keep its ABI, such as Intel MPI and MVAPICH: <see href="https://www.mpich.org/abi/"/>. The values are
    /// those of its mpi.h.
    /// </summary>
    public static MpiConstants<int> Mpich { get; } = new(
        World: 0x44000000,
        Byte: 0x4c00010d,
        ErrorsReturn: 0x54000001,
        InPlace: -1,
        ThreadSerialized: 2);

    /// <summary>
    /// The standard ABI, in chapter 20 of MPI 5.0. Handles are pointers in type, and small numbers in value:
    /// <see href="https://github.com/mpi-forum/mpi-abi-stubs"/> has the header.
    /// </summary>
    public static MpiConstants<nint> Standard { get; } = new(
        World: 0x101,
        Byte: 0x247,
        ErrorsReturn: 0x142,
        InPlace: 1,
        ThreadSerialized: 2048);

    /// <summary>Open MPI 4 and 5. Handles point to objects that the library exports; the names are those behind the macros of its mpi.h.</summary>
    public static MpiConstants<nint> OpenMpi(nint library) => new(
        World: NativeLibrary.GetExport(library, OpenMpiWorld),
        Byte: NativeLibrary.GetExport(library, "ompi_mpi_byte"),
        ErrorsReturn: NativeLibrary.GetExport(library, "ompi_mpi_errors_return"),
        InPlace: 1,
        ThreadSerialized: 2);

    /// <summary>The export that only Open MPI has.</summary>
    public const string OpenMpiWorld = "ompi_mpi_comm_world";
}
