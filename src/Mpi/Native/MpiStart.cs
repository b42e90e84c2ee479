using System.Runtime.InteropServices;

namespace MLNet.Autoencoder.Mpi.Native;

/// <summary>The state of MPI in this process.</summary>
internal static unsafe class MpiStart
{
    /// <summary>Initializes MPI, unless the program has done so already.</summary>
    /// <returns>Whether it was initialized here, and is to be finalized here.</returns>
    /// <exception cref="InvalidOperationException">MPI has been finalized, which is final, or allows only the thread that initialized it.</exception>
    public static bool Initialize(nint library, string version, int threadSerialized)
    {
        if (IsSet(library, "MPI_Finalized"))
        {
            throw new InvalidOperationException(
                $"{version} has been finalized in this process, and cannot be started again. Get the communicator before the program calls MPI_Finalize.");
        }

        bool isOwner = !IsSet(library, "MPI_Initialized");
        int provided;
        if (isOwner)
        {
            // The arguments of the program are optional since MPI 2.
            var initialize = (delegate* unmanaged[Cdecl]<int*, byte***, int, int*, int>)NativeLibrary.GetExport(library, "MPI_Init_thread");
            Check(initialize(null, null, threadSerialized, &provided), "MPI_Init_thread", library, version);
        }
        else
        {
            var query = (delegate* unmanaged[Cdecl]<int*, int>)NativeLibrary.GetExport(library, "MPI_Query_thread");
            Check(query(&provided), "MPI_Query_thread", library, version);
        }

        // A .NET program does not control on which thread its code goes on after an await, or which thread runs the handlers of its exit.
        return provided >= threadSerialized ? isOwner : throw new InvalidOperationException(
            $"{version} allows calls only from the thread that initialized it (thread level {provided} instead of {threadSerialized}, MPI_THREAD_SERIALIZED). "
            + (isOwner ? "Install a build of it that supports threads." : "Initialize it with MPI_Init_thread and MPI_THREAD_SERIALIZED instead of MPI_Init."));
    }

    private static bool IsSet(nint library, string function)
    {
        int flag = 0;
        _ = ((delegate* unmanaged[Cdecl]<int*, int>)NativeLibrary.GetExport(library, function))(&flag);
        return flag != 0;
    }

    private static void Check(int code, string function, nint library, string version)
    {
        if (code != MpiErrors.Success)
        {
            throw new InvalidOperationException($"{function} of {version} failed: {new MpiErrors(library).TextOf(code)}");
        }
    }
}
