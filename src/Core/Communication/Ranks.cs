using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MLNet.Autoencoder.Communication;

/// <summary>
/// The ranks of a fit. Whatever a fit exchanges goes through this class, which ensures that ranks fail together: each exchange also reports whether a rank has
/// failed, and if one has, all end with its message instead of waiting for it. A single process is the only rank, and exchanges nothing.
/// </summary>
/// <param name="communicator">The communicator; <see langword="null"/> for a single process.</param>
internal sealed class Ranks(ICommunicator? communicator)
{
    // A rank that fails does not know what the others are about to exchange. So every exchange starts with a message of this fixed length: the number of
    // ranks that have failed, and the first of the values to be added, which are rarely more.
    private const int MessageLength = 16;
    private const int Carried = MessageLength - 1;

    private const string Cancellation = "canceled";

    private readonly ICommunicator? _communicator = communicator is { Size: > 1 } ? communicator : null;
    private readonly double[] _message = new double[MessageLength];

    // Whether a rank has failed and all know it, and whether the communicator is at work, which it remains if it fails itself. Then nothing more can be
    // exchanged.
    private bool _isOver;
    private bool _isExchanging;

    /// <summary>A single process.</summary>
    public static Ranks Alone => new(communicator: null);

    /// <summary>The number of this rank.</summary>
    public int Rank => _communicator?.Rank ?? 0;

    /// <summary>The number of ranks.</summary>
    public int Size => _communicator?.Size ?? 1;

    /// <summary>Whether this is the rank that reads and writes files, and reports what all ranks know.</summary>
    public bool IsFirst => Rank == 0;

    /// <summary>Does the work of this rank. If it fails on one rank, it fails on all.</summary>
    /// <param name="work">The work; it exchanges the same with the other ranks as theirs does.</param>
    /// <exception cref="OperationCanceledException">The work was canceled, on this rank or on another.</exception>
    /// <exception cref="InvalidOperationException">The work failed on another rank.</exception>
    public T Run<T>(Func<T> work)
    {
        try
        {
            T result = work();
            Check();
            return result;
        }
        catch (Exception e) when (_communicator is not null && !_isOver && !_isExchanging)
        {
            Fail(e);
            throw;
        }
    }

    /// <summary>Waits for all ranks, and throws if one of them has failed.</summary>
    public void Check() => Exchange([]);

    /// <summary>Replaces each value by its sum over the ranks, added in their order.</summary>
    public void Sum(Span<double> values)
    {
        Span<double> carried = values[..Math.Min(values.Length, Carried)], rest = values[carried.Length..];
        Exchange(carried);
        if (!rest.IsEmpty)
        {
            _isExchanging = true;
            _communicator?.AllReduce(rest);
            _isExchanging = false;
        }
    }

    /// <inheritdoc cref="Sum(Span{double})"/>
    public void Sum(Span<float> values)
    {
        Check();
        _isExchanging = true;
        _communicator?.AllReduce(values);
        _isExchanging = false;
    }

    /// <summary>The sum of a value over the ranks.</summary>
    public double SumOf(double value)
    {
        Sum(new Span<double>(ref value));
        return value;
    }

    /// <summary>Whether a condition is true on any rank.</summary>
    public bool Any(bool condition) => SumOf(condition ? 1 : 0) > 0;

    /// <summary>The number that the first rank has computed, where machines that differ may have computed others.</summary>
    public double OfFirst(double value) => SumOf(IsFirst ? value : 0);

    /// <summary>The number that the first rank has.</summary>
    public int OfFirst(int value) => (int)SumOf(IsFirst ? value : 0);

    /// <summary>The bytes that the first rank has.</summary>
    public byte[] OfFirst(byte[] bytes)
    {
        int length = OfFirst(bytes.Length);
        byte[] copy = IsFirst ? bytes : new byte[length];
        Check();
        _isExchanging = true;
        _communicator?.Broadcast(copy, root: 0);
        _isExchanging = false;
        return copy;
    }

    /// <summary>Gathers values of each rank on all ranks.</summary>
    /// <returns>The values, in the order of ranks.</returns>
    public IReadOnlyList<T[]> Gather<T>(T[] values)
        where T : unmanaged
    {
        if (_communicator is null)
        {
            return [values];
        }

        ReadOnlySpan<byte> own = MemoryMarshal.AsBytes<T>(values);
        Check();
        _isExchanging = true;
        IReadOnlyList<byte[]> all = _communicator.AllGather(own);
        _isExchanging = false;
        return [.. all.Select(bytes => MemoryMarshal.Cast<byte, T>(bytes).ToArray())];
    }

    /// <summary>Gathers a text of each rank on all ranks.</summary>
    /// <returns>The texts, in the order of ranks.</returns>
    public IReadOnlyList<string> Gather(string text) => [.. Gather(Encoding.UTF8.GetBytes(text)).Select(Encoding.UTF8.GetString)];

    /// <summary>Throws, on every rank, if something that must be the same on all ranks is not.</summary>
    /// <param name="parts">What must be the same, and how it is on this rank. All ranks name the same parts.</param>
    /// <exception cref="InvalidOperationException">A part differs.</exception>
    public void ThrowIfDifferent(params IReadOnlyList<(string Name, string Text)> parts)
    {
        IReadOnlyList<string[]> texts = [.. Gather(string.Join('\0', parts.Select(part => part.Text))).Select(text => text.Split('\0'))];
        for (int rank = 1; rank < texts.Count; rank++)
        {
            for (int i = 0; i < parts.Count; i++)
            {
                if (texts[rank][i] != texts[0][i])
                {
                    throw new InvalidOperationException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"The ranks of a fit must agree on the {parts[i].Name}, but it is {texts[0][i]} on rank 0 and {texts[rank][i]} on rank {rank}. Start all with "
                        + $"the same program and options, and with rows of the same columns."));
                }
            }
        }
    }

    /// <summary>Exchanges the message, with values that are added.</summary>
    private void Exchange(Span<double> carried)
    {
        if (_communicator is null)
        {
            return;
        }

        _message.AsSpan().Clear();
        carried.CopyTo(_message.AsSpan(1));
        _isExchanging = true;
        _communicator.AllReduce(_message);
        if (_message[0] > 0)
        {
            _isOver = true;
            throw FailureOf(_communicator.AllGather([]));
        }

        _isExchanging = false;
        _message.AsSpan(1, carried.Length).CopyTo(carried);
    }

    /// <summary>Tells the other ranks that this one has failed, whatever they are about to exchange.</summary>
    private void Fail(Exception failure)
    {
        _isOver = true;
        _message.AsSpan().Clear();
        _message[0] = 1;
        string type = failure is OperationCanceledException ? Cancellation : failure.GetType().Name;
        try
        {
            _communicator!.AllReduce(_message);
            _communicator.AllGather(Encoding.UTF8.GetBytes($"{type}\0{failure.Message}"));
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // Why this rank failed says more than that the others could not be told.
        }
    }

    private Exception FailureOf(IReadOnlyList<byte[]> failures)
    {
        int rank = Enumerable.Range(0, failures.Count).First(other => failures[other].Length > 0);
        string[] parts = Encoding.UTF8.GetString(failures[rank]).Split('\0', 2);
        return parts[0] == Cancellation
            ? new OperationCanceledException(string.Create(CultureInfo.InvariantCulture, $"Rank {rank} of {Size} was canceled, and with it the fit."))
            : new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Rank {rank} of {Size} failed, and with it the fit. {parts[0]}: {parts[1]}"));
    }
}
