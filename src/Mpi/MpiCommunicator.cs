using MLNet.Autoencoder.Mpi;
using MLNet.Autoencoder.Mpi.Launch;
using MLNet.Autoencoder.Mpi.Native;

namespace MLNet.Autoencoder;

/// <summary>The processes that mpirun, mpiexec or srun started together, which exchange data through MPI.</summary>
/// <remarks>
/// <para>
/// The machine provides MPI: Open MPI 4 or later, MPICH 3 or later, a library that is compatible with MPICH, such as Intel MPI, or any library with the
/// standard ABI of MPI 5. The library that fits the launcher is found by its name on Linux, and initialized by the first use of <see cref="World"/>, unless
/// the program has initialized it. To load another, or on another system, set the environment variable <c>MLNET_AUTOENCODER_MPI_LIBRARY</c> to its
/// name or path.
/// </para>
/// <para>
/// The ranks exchange data in a communicator of their own, apart from other traffic of the program. Only one thread may be in a call at a time, and waiting
/// for other ranks keeps a processor core busy, as is usual for MPI.
/// </para>
/// <para>
/// A process that exits with code 0 finalizes MPI, if it was initialized here. One that exits with another code, or through an unhandled exception, does
/// not, so that its launcher ends the other ranks instead of leaving them waiting.
/// </para>
/// </remarks>
public sealed class MpiCommunicator : ICommunicator
{
    private static readonly Lazy<MpiCommunicator> Joined = new(() => new MpiCommunicator(JoinedRanks.Join(Environment.GetEnvironmentVariable)));

    private readonly object _gate = new();
    private readonly IMpi? _mpi;
    private readonly RankOrderSum? _sum;

    private MpiCommunicator(JoinedRanks ranks)
    {
        _mpi = ranks.Mpi;
        Description = ranks.Description;
        (Rank, Size) = (ranks.Mpi?.Rank ?? 0, ranks.Mpi?.Size ?? 1);
        if (ranks.Mpi is { } mpi)
        {
            _sum = new RankOrderSum(mpi);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => FinalizeAtExit(mpi);
        }
    }

    /// <summary>
    /// All processes that the launcher started, this one included. In a process that no launcher started, and in the only one of its launcher, this is one rank,
    /// and needs no MPI.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// A launcher started several processes, but there is no MPI library that loads and works with it. The message says what to install.
    /// </exception>
    public static MpiCommunicator World => Joined.Value;

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>
    /// For logs: the library, the rank and the number of ranks, such as <c>Open MPI v4.1.4, rank 1 of 4</c>, or why there is one process, such as
    /// <c>one process: not started by mpirun, mpiexec or srun</c>.
    /// </summary>
    public string Description { get; }

    /// <inheritdoc/>
    /// <exception cref="IOException">MPI reports an error.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in a call.</exception>
    public void AllReduce(Span<float> values)
    {
        using Turn turn = Enter();
        _sum?.Sum(values);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">MPI reports an error.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in a call.</exception>
    public void AllReduce(Span<double> values)
    {
        using Turn turn = Enter();
        _sum?.Sum(values);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="root"/> is not a rank.</exception>
    /// <exception cref="IOException">MPI reports an error.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in a call.</exception>
    public unsafe void Broadcast(Span<byte> bytes, int root)
    {
        if (root < 0 || root >= Size)
        {
            throw new ArgumentOutOfRangeException(nameof(root), root, $"The root must be a rank from 0 to {Size - 1}.");
        }

        using Turn turn = Enter();
        fixed (byte* first = bytes)
        {
            _mpi?.Broadcast(first, bytes.Length, root);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">MPI reports an error.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in a call.</exception>
    public IReadOnlyList<byte[]> AllGather(ReadOnlySpan<byte> bytes)
    {
        using Turn turn = Enter();
        return _mpi is null ? [bytes.ToArray()] : ObjectGather.Gather(_mpi, bytes);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">MPI reports an error.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in a call.</exception>
    public void Barrier()
    {
        using Turn turn = Enter();
        _mpi?.Barrier();
    }

    /// <summary>Two threads that call at the same time would do so in another order on each rank.</summary>
    private Turn Enter() => Monitor.TryEnter(_gate) ? new Turn(_gate) : throw new InvalidOperationException(
        $"Another thread of rank {Rank} is in a call of this communicator. All ranks must make the same calls in the same order: one fit at a time.");

    /// <summary>MPI_Finalize waits for the other ranks, so it is called only if nothing went wrong here, not even in a call that has not returned.</summary>
    private void FinalizeAtExit(IMpi mpi)
    {
        if (Environment.ExitCode == 0 && Monitor.TryEnter(_gate))
        {
            mpi.FinalizeUnlessFailed();
        }
    }

    /// <summary>Ends a call.</summary>
    private readonly ref struct Turn(object gate)
    {
        public void Dispose() => Monitor.Exit(gate);
    }
}
