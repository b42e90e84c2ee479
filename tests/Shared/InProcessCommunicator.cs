using System.Numerics;

namespace MLNet.Autoencoder.Tests;

/// <summary>Ranks that are threads of one process, for tests of what ranks do together.</summary>
/// <remarks>
/// Nothing waits for ever. If a rank ends, fails or makes another call than the others, the ranks that wait for it get an exception, as they do after a minute
/// in any case.
/// </remarks>
internal sealed class InProcessCommunicator : ICommunicator
{
    private readonly Group _group;

    private InProcessCommunicator(Group group, int rank) => (_group, Rank) = (group, rank);

    public int Rank { get; }

    public int Size => _group.Size;

    /// <summary>Runs the same work on each rank, on a thread of its own.</summary>
    /// <returns>The results, in the order of ranks.</returns>
    /// <exception cref="AggregateException">The exceptions of the ranks that failed, in the order of ranks.</exception>
    public static T[] Run<T>(int size, Func<ICommunicator, T> work)
    {
        var group = new Group(size);
        var results = new T[size];
        var failures = new Exception?[size];
        Thread[] threads = [.. Enumerable.Range(0, size).Select(rank => new Thread(() => RunRank(rank)) { IsBackground = true, Name = $"Rank {rank}" })];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return failures.All(failure => failure is null) ? results : throw new AggregateException(failures.OfType<Exception>());

        void RunRank(int rank)
        {
            try
            {
                results[rank] = work(new InProcessCommunicator(group, rank));
            }
            catch (Exception failure)
            {
                failures[rank] = failure;
            }
            finally
            {
                group.Leave(rank);
            }
        }
    }

    public void AllReduce(Span<float> values) => Sum(values);

    public void AllReduce(Span<double> values) => Sum(values);

    public void Broadcast(Span<byte> bytes, int root)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(root);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(root, Size);
        _group.Exchange(Rank, $"{nameof(Broadcast)} of {bytes.Length} bytes from rank {root}", bytes.ToArray())[root].CopyTo(bytes);
    }

    public IReadOnlyList<byte[]> AllGather(ReadOnlySpan<byte> bytes) =>
        [.. _group.Exchange(Rank, nameof(AllGather), bytes.ToArray()).Select(other => other.ToArray())];

    public void Barrier() => _group.Exchange<byte>(Rank, nameof(Barrier), []);

    private void Sum<T>(Span<T> values)
        where T : INumber<T>
    {
        T[][] ofRanks = _group.Exchange(Rank, $"{nameof(AllReduce)} of {values.Length} values of type {typeof(T).Name}", values.ToArray());
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ofRanks[0][i];
            for (int rank = 1; rank < Size; rank++)
            {
                values[i] += ofRanks[rank][i];
            }
        }
    }

    /// <summary>What the ranks of a group share.</summary>
    private sealed class Group(int size)
    {
        private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

        private readonly object _gate = new();
        private readonly (string Call, Array Data)?[] _brought = new (string, Array)?[size];
        private (string Call, Array Data)[]? _exchanged;
        private int _taken;
        private string? _failure;

        public int Size => size;

        /// <summary>Brings the data of a rank, waits for those of the others, and takes all of them.</summary>
        public T[][] Exchange<T>(int rank, string call, T[] data)
        {
            lock (_gate)
            {
                // The other ranks may still have to take the data of the previous call.
                WaitUntil(() => _exchanged is null, rank, call);
                _brought[rank] = (call, data);
                if (_brought.All(brought => brought is not null))
                {
                    Complete();
                }

                WaitUntil(() => _exchanged is not null, rank, call);
                T[][] all = [.. _exchanged!.Select(brought => (T[])brought.Data)];
                if (++_taken == size)
                {
                    _exchanged = null;
                    Monitor.PulseAll(_gate);
                }

                return all;
            }
        }

        /// <summary>A rank ends, normally or not: no other may wait for it from now on.</summary>
        public void Leave(int rank)
        {
            lock (_gate)
            {
                _failure ??= $"Rank {rank} has ended";
                Monitor.PulseAll(_gate);
            }
        }

        private void Complete()
        {
            (string Call, Array Data)[] all = [.. _brought.Select(brought => brought!.Value)];
            if (all.Any(brought => brought.Call != all[0].Call))
            {
                _failure = $"The ranks made different calls: {string.Join("; ", all.Select(brought => brought.Call))}";
            }
            else
            {
                (_exchanged, _taken) = (all, 0);
                Array.Clear(_brought);
            }

            Monitor.PulseAll(_gate);
        }

        private void WaitUntil(Func<bool> condition, int rank, string call)
        {
            while (!condition())
            {
                if (_failure is not null || !Monitor.Wait(_gate, Limit))
                {
                    throw new InvalidOperationException($"{_failure ?? "A minute has passed"}. Rank {rank} waits for the others, in {call}.");
                }
            }
        }
    }
}
