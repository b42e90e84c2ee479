namespace MLNet.Autoencoder;

/// <summary>
/// The processes, called ranks, that fit one model together, each with its own part of the rows. Every rank calls the same methods in the same order with
/// as many values; a call returns when all ranks have made it.
/// </summary>
/// <remarks>
/// A communicator only moves and adds values. What to do when a rank fails is up to the fit: it exchanges its state before each call, so that ranks fail
/// together instead of waiting for one another.
/// </remarks>
public interface ICommunicator
{
    /// <summary>The number of this rank, from 0 to <see cref="Size"/> − 1.</summary>
    int Rank { get; }

    /// <summary>The number of ranks; 1 or more.</summary>
    int Size { get; }

    /// <summary>
    /// Replaces each value by its sum over the ranks, added in the order of ranks, ((v₀ + v₁) + v₂) + …, so that every rank, run and implementation gets the
    /// same bits.
    /// </summary>
    /// <param name="values">The values of this rank; receives the sums.</param>
    void AllReduce(Span<float> values);

    /// <inheritdoc cref="AllReduce(Span{float})"/>
    /// <param name="values">The values of this rank; receives the sums.</param>
    void AllReduce(Span<double> values);

    /// <summary>Copies the bytes of one rank to all.</summary>
    /// <param name="bytes">The bytes to send on the root, and the space to receive them elsewhere.</param>
    /// <param name="root">The rank that sends.</param>
    void Broadcast(Span<byte> bytes, int root);

    /// <summary>Gathers a small object of each rank, of any length, on all ranks.</summary>
    /// <param name="bytes">The object of this rank; may be empty.</param>
    /// <returns>The objects, in the order of ranks.</returns>
    IReadOnlyList<byte[]> AllGather(ReadOnlySpan<byte> bytes);

    /// <summary>Returns once all ranks have called it.</summary>
    void Barrier();
}
