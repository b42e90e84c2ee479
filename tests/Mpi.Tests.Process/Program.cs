// A rank. Arguments: a folder, and what to do there.
//   all              runs every scenario, and writes its result to the file SCENARIO-RANK.
//   describe         writes the description of the communicator to the file description-RANK.
//   exception        throws on the last rank, while the others wait for it.
//   exit             ends the last rank with exit code 3, while the others wait for it.
//   mismatch         receives fewer bytes than the root sends, and writes the exception to the file error-RANK.
//   null-reference   catches a NullReferenceException, which the runtime makes of a signal that an MPI library might have taken over.
//   threads          calls from two threads at once, and writes the exception to the file error-RANK.
// If there is no communicator, the message is written to a file whose name begins with "refused".
using MLNet.Autoencoder;
using MLNet.Autoencoder.Tests.Mpi;

string folder = args[0];
MpiCommunicator ranks;
try
{
    ranks = MpiCommunicator.World;
}
catch (InvalidOperationException refused)
{
    File.WriteAllText(Path.Combine(folder, $"refused-{Environment.ProcessId}"), refused.Message);
    return 1;
}

bool isLast = ranks.Rank == ranks.Size - 1;
switch (args[1])
{
    case "all":
        Scenarios.WriteAll(ranks, folder);
        return 0;
    case "describe":
        Write("description", ranks.Description);
        return 0;
    case "exception":
        return isLast ? throw new InvalidDataException("This rank has failed.") : Wait();
    case "exit":
        return isLast ? 3 : Wait();
    case "mismatch":
        return WriteException<IOException>(() => ranks.Broadcast(new byte[isLast ? 10 : 20], 0));
    case "null-reference":
        return WriteException<NullReferenceException>(() => ((string)null!).ToString());
    case "threads":
        return CallFromTwoThreads();
    default:
        throw new ArgumentException($"Unknown arguments: {string.Join(' ', args)}");
}

void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, $"{name}-{ranks.Rank}"), text);

int Wait()
{
    ranks.Barrier();
    return 0;
}

int WriteException<TException>(Action action)
    where TException : Exception
{
    try
    {
        action();
        return 0;
    }
    catch (TException expected)
    {
        Write("error", expected.Message);
        return 0;
    }
}

// Two threads of rank 0 call. Rank 1 calls once one of them has been refused, and so lets the other return.
int CallFromTwoThreads()
{
    if (isLast)
    {
        while (!File.Exists(Path.Combine(folder, "error-0")))
        {
            Thread.Yield();
        }

        return Wait();
    }

    var other = new Thread(() => WriteException<InvalidOperationException>(ranks.Barrier));
    other.Start();
    WriteException<InvalidOperationException>(ranks.Barrier);
    other.Join();
    return 0;
}
