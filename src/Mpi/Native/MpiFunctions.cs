using System.Runtime.InteropServices;

namespace MLNet.Autoencoder.Mpi.Native;

/// <summary>The functions of an MPI library, called through pointers on a communicator of their own.</summary>
/// <typeparam name="THandle">The type of a handle in the library's ABI.</typeparam>
internal sealed unsafe class MpiFunctions<THandle> : IMpi
    where THandle : unmanaged
{
    private readonly delegate* unmanaged[Cdecl]<THandle, int> _barrier;
    private readonly delegate* unmanaged[Cdecl]<void*, int, THandle, int, THandle, int> _broadcast;
    private readonly delegate* unmanaged[Cdecl]<void*, int, THandle, void*, int, THandle, THandle, int> _allGather;
    private readonly delegate* unmanaged[Cdecl]<void*, int, THandle, void*, int*, int*, THandle, THandle, int> _allGatherParts;
    private readonly delegate* unmanaged[Cdecl]<void*, int*, int*, THandle, void*, int*, int*, THandle, THandle, int> _allToAllParts;
    private readonly delegate* unmanaged[Cdecl]<int> _finalize;
    private readonly MpiErrors _errors;
    private readonly MpiConstants<THandle> _constants;
    private readonly THandle _communicator;
    private readonly bool _isOwner;
    private bool _hasFailed;

    /// <summary>Initializes MPI, unless the program has done so already, and takes part in the creation of a communicator of all ranks.</summary>
    /// <param name="library">The library.</param>
    /// <param name="constants">The constants of its ABI.</param>
    /// <exception cref="InvalidOperationException">MPI has been finalized, or allows only one thread.</exception>
    public MpiFunctions(nint library, MpiConstants<THandle> constants)
    {
        _constants = constants;
        _errors = new MpiErrors(library);
        Version = MpiVersion.Of(library);
        _isOwner = MpiStart.Initialize(library, Version, constants.ThreadSerialized);

        // A communicator of its own: messages and the error handler of the rest of the program are not affected, nor is this object by theirs.
        var duplicate = (delegate* unmanaged[Cdecl]<THandle, THandle*, int>)NativeLibrary.GetExport(library, "MPI_Comm_dup");
        var setErrorHandler = (delegate* unmanaged[Cdecl]<THandle, THandle, int>)NativeLibrary.GetExport(library, "MPI_Comm_set_errhandler");
        var rankOf = (delegate* unmanaged[Cdecl]<THandle, int*, int>)NativeLibrary.GetExport(library, "MPI_Comm_rank");
        var sizeOf = (delegate* unmanaged[Cdecl]<THandle, int*, int>)NativeLibrary.GetExport(library, "MPI_Comm_size");
        THandle communicator;
        int rank, size;
        Check(duplicate(constants.World, &communicator), "MPI_Comm_dup");
        Check(setErrorHandler(communicator, constants.ErrorsReturn), "MPI_Comm_set_errhandler");
        Check(rankOf(communicator, &rank), "MPI_Comm_rank");
        Check(sizeOf(communicator, &size), "MPI_Comm_size");
        (_communicator, Rank, Size) = (communicator, rank, size);

        _barrier = (delegate* unmanaged[Cdecl]<THandle, int>)NativeLibrary.GetExport(library, "MPI_Barrier");
        _broadcast = (delegate* unmanaged[Cdecl]<void*, int, THandle, int, THandle, int>)NativeLibrary.GetExport(library, "MPI_Bcast");
        _allGather = (delegate* unmanaged[Cdecl]<void*, int, THandle, void*, int, THandle, THandle, int>)NativeLibrary.GetExport(library, "MPI_Allgather");
        _allGatherParts = (delegate* unmanaged[Cdecl]<void*, int, THandle, void*, int*, int*, THandle, THandle, int>)
            NativeLibrary.GetExport(library, "MPI_Allgatherv");
        _allToAllParts = (delegate* unmanaged[Cdecl]<void*, int*, int*, THandle, void*, int*, int*, THandle, THandle, int>)
            NativeLibrary.GetExport(library, "MPI_Alltoallv");
        _finalize = (delegate* unmanaged[Cdecl]<int>)NativeLibrary.GetExport(library, "MPI_Finalize");
    }

    public string Version { get; }

    public int Rank { get; }

    public int Size { get; }

    public void Barrier() => Check(_barrier(_communicator), "MPI_Barrier");

    public void Broadcast(byte* bytes, int count, int root) => Check(_broadcast(bytes, count, _constants.Byte, root, _communicator), "MPI_Bcast");

    public void AllGather(byte* send, int count, byte* receive) =>
        Check(_allGather(send, count, _constants.Byte, receive, count, _constants.Byte, _communicator), "MPI_Allgather");

    public void AllGatherInPlace(byte* bytes, int* counts, int* offsets) => Check(
        _allGatherParts((void*)_constants.InPlace, 0, _constants.Byte, bytes, counts, offsets, _constants.Byte, _communicator), "MPI_Allgatherv");

    public void AllToAll(byte* send, int* sendCounts, int* sendOffsets, byte* receive, int* receiveCounts, int* receiveOffsets) => Check(
        _allToAllParts(send, sendCounts, sendOffsets, _constants.Byte, receive, receiveCounts, receiveOffsets, _constants.Byte, _communicator),
        "MPI_Alltoallv");

    public void FinalizeUnlessFailed()
    {
        if (_isOwner && !_hasFailed)
        {
            // Its result is of no use to a process that is about to exit.
            _ = _finalize();
        }
    }

    private void Check(int code, string function)
    {
        if (code != MpiErrors.Success)
        {
            _hasFailed = true;
            throw new IOException($"{function} failed on rank {Rank} of {Size}, with {Version}: {_errors.TextOf(code)}");
        }
    }
}
