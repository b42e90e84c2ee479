namespace MLNet.Autoencoder.Mpi.Native;

/// <summary>
/// The functions of MPI that this package calls, for one communicator. The implementations of MPI differ in what a handle is; that ends here. All data are
/// bytes, so no other type of MPI is needed: sums are computed in managed code.
/// </summary>
/// <remarks>
/// Counts and offsets are in bytes, one per rank. MPI limits them to <see cref="int.MaxValue"/>. Functions that report an error throw an
/// <see cref="IOException"/> with MPI's text.
/// </remarks>
internal unsafe interface IMpi
{
    /// <summary>The implementation and its version, such as <c>Open MPI v4.1.4</c>.</summary>
    string Version { get; }

    int Rank { get; }

    int Size { get; }

    /// <summary>MPI_Barrier.</summary>
    void Barrier();

    /// <summary>MPI_Bcast.</summary>
    void Broadcast(byte* bytes, int count, int root);

    /// <summary>MPI_Allgather: as many bytes from every rank.</summary>
    void AllGather(byte* send, int count, byte* receive);

    /// <summary>MPI_Allgatherv in place: from rank r <paramref name="counts"/>[r] bytes, which are at <paramref name="offsets"/>[r] on all ranks.</summary>
    void AllGatherInPlace(byte* bytes, int* counts, int* offsets);

    /// <summary>MPI_Alltoallv: another part of the bytes to every rank, and one part from every rank.</summary>
    void AllToAll(byte* send, int* sendCounts, int* sendOffsets, byte* receive, int* receiveCounts, int* receiveOffsets);

    /// <summary>
    /// MPI_Finalize, if this object initialized MPI. It waits for the other ranks; after an error that could be forever, so then it does nothing.
    /// </summary>
    void FinalizeUnlessFailed();
}
