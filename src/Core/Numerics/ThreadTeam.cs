using System.Runtime.ExceptionServices;

namespace MLNet.Autoencoder.Numerics;

/// <summary>Work in independent parts. An object can be reused for later work.</summary>
internal interface ITeamWork
{
    /// <summary>Does one part.</summary>
    /// <param name="part">The index of the part; 0 or more.</param>
    /// <param name="member">The index of the team member that does it; the member's buffers are free to use.</param>
    void Run(int part, int member);
}

/// <summary>
/// Threads that exist for a whole fit and share the work of one product after another. Handing out work allocates nothing, and costs about a
/// microsecond while the other threads are awake: they look for more work for a moment before they sleep.
/// </summary>
/// <remarks>
/// Every thread has a range of the parts, the same share of all work, and so finds what it wrote the last time in its own caches. On processors whose
/// cores share no cache, moving the weights of a layer between cores takes longer than computing with them. A thread that has finished its range
/// helps the others, so a thread that the machine delays holds up the rest for at most one part. The work itself must ensure that this changes no
/// result. For one calling thread at a time.
/// </remarks>
internal sealed class ThreadTeam : IDisposable
{
    // About as long as a step of a fit runs on one thread between two products; waking a sleeping thread takes as long.
    private const int LooksBeforeSleep = 2_000;
    private const int LooksBeforeYield = 200;
    private const int PauseLength = 10;

    // A member's range in one word, so that it changes atomically: the number of the work, the end of the range, and the next part to take.
    private const int PartBits = 16;
    private const int PartMask = (1 << PartBits) - 1;

    // Each word that threads change has its own cache lines, apart from the array's length and from the fields of this object, which threads read all
    // the time while they look for work.
    private const int WordStride = 16;

    private readonly object _gate = new();
    private readonly long[] _words;
    private readonly Thread[] _others;
    private ITeamWork? _work;
    private long _number;
    private int _sleepers;
    private bool _isDisposed;
    private Exception? _failure;

    /// <param name="size">The number of threads, including the caller's; 1 or more.</param>
    public ThreadTeam(int size)
    {
        Size = size;
        _words = new long[checked((size + 2) * WordStride)];
        _others = new Thread[size - 1];
        for (int i = 0; i < _others.Length; i++)
        {
            int member = i + 1;
            _others[i] = new Thread(() => Work(member)) { IsBackground = true, Name = "MLNet.Autoencoder training" };
            _others[i].Start();
        }
    }

    public int Size { get; }

    /// <summary>The number of threads that are asleep.</summary>
    public int Sleepers => Volatile.Read(ref _sleepers);

    /// <summary>The number of parts that are not done.</summary>
    private ref long Unfinished => ref _words[WordStride];

    /// <summary>Does all parts of the work, on a team; on the caller's thread if there is no team, or if a team cannot number the parts.</summary>
    public static void Run(ThreadTeam? team, ITeamWork work, int parts)
    {
        if (team is not null && parts <= PartMask)
        {
            team.Run(work, parts);
            return;
        }

        for (int part = 0; part < parts; part++)
        {
            work.Run(part, member: 0);
        }
    }

    /// <summary>Does all parts of the work, and returns when they are done.</summary>
    /// <param name="work">The work.</param>
    /// <param name="parts">The number of parts; 0 to 65,535.</param>
    public void Run(ITeamWork work, int parts)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, PartMask);
        _work = work;
        Volatile.Write(ref Unfinished, parts);
        _number++;
        for (int member = 0; member < Size; member++)
        {
            long first = (long)parts * member / Size, end = (long)parts * (member + 1) / Size;
            Volatile.Write(ref RangeOf(member), (_number << (2 * PartBits)) | (end << PartBits) | first);
        }

        Interlocked.MemoryBarrier();
        if (Sleepers > 0)
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }

        TakeParts(member: 0);
        for (int looks = 0; Volatile.Read(ref Unfinished) > 0; looks++)
        {
            Pause(looks);
        }

        if (_failure is { } failure)
        {
            _failure = null;
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.PulseAll(_gate);
        }

        Array.ForEach(_others, thread => thread.Join());
    }

    private static bool HasParts(long range) => (range & PartMask) < ((range >> PartBits) & PartMask);

    /// <summary>Spins at first, and yields the processor later.</summary>
    private static void Pause(int looks)
    {
        if (looks < LooksBeforeYield)
        {
            Thread.SpinWait(PauseLength);
        }
        else
        {
            Thread.Yield();
        }
    }

    private void Work(int member)
    {
        while (!Volatile.Read(ref _isDisposed))
        {
            TakeParts(member);
            for (int looks = 0; !HasWork() && !Volatile.Read(ref _isDisposed); looks++)
            {
                if (looks < LooksBeforeSleep)
                {
                    Pause(looks);
                }
                else
                {
                    Sleep();
                }
            }
        }
    }

    /// <summary>Sleeps until there is work. A thread that brings work either sees the sleeper, or the sleeper sees the work.</summary>
    private void Sleep()
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _sleepers);
            while (!HasWork() && !_isDisposed)
            {
                Monitor.Wait(_gate);
            }

            Interlocked.Decrement(ref _sleepers);
        }
    }

    private ref long RangeOf(int member) => ref _words[(member + 2) * WordStride];

    private bool HasWork()
    {
        for (int member = 0; member < Size; member++)
        {
            if (HasParts(Volatile.Read(ref RangeOf(member))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the parts of a member, and then those that the others have left.</summary>
    private void TakeParts(int member)
    {
        for (int i = 0; i < Size; i++)
        {
            ref long word = ref RangeOf((member + i) % Size);
            for (long range = Volatile.Read(ref word); HasParts(range); range = Volatile.Read(ref word))
            {
                if (Interlocked.CompareExchange(ref word, range + 1, range) == range)
                {
                    // The work cannot change before this part is done.
                    RunPart((int)(range & PartMask), member);
                }
            }
        }
    }

    private void RunPart(int part, int member)
    {
        try
        {
            _work!.Run(part, member);
        }
        catch (Exception e)
        {
            _failure = e;
        }
        finally
        {
            Interlocked.Decrement(ref Unfinished);
        }
    }
}
