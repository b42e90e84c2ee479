// A rank. Arguments: a folder, and what to do there.
//   all              runs every scenario, and writes its result to the file SCENARIO-RANK.
//   describe         writes the description of the communicator to the file description-RANK.
//   exception        throws on the last rank, while the others wait for it.
//   exit             ends the last rank with exit code 3, while the others wait for it.
//   mismatch         receives fewer bytes than the root sends, and writes the exception to the file error-RANK.
//   null-reference   catches a NullReferenceException, which the runtime makes of a signal that an MPI library might have taken over.
//   threads          calls from two threads at once, and writes the exception to the file error-RANK.
// Fits, which write the model to the file model-RANK:
//   fit              resumes from the checkpoint in the folder, if there is one. The file first-epoch has the first epoch of this run.
//   kill             the same, but the last rank kills its own process once there is a checkpoint. The file process-RANK has the process.
//   cancel           the same, but the last rank cancels once there is a checkpoint. Writes the exception to the file error-RANK.
//   missing          the last rank has three rows with NaN.
//   empty            the last rank has no rows.
//   narrow           the last rank has rows of fewer slots. Writes the exception to the file error-RANK.
//   pipeline         a pipeline of ML.NET, saved as mlContext.Model.Save does.
// If there is no communicator, the message is written to a file whose name begins with "refused".
using System.Diagnostics;
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
float[] rows = Fits.Values(ranks.Rank);
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
    case "fit":
        return WriteModel(Fits.Resumable(ranks, folder));
    case "kill":
        Write("process", $"{Environment.ProcessId}");
        return WriteModel(Fits.Resumable(ranks, folder, Process.GetCurrentProcess().Kill));
    case "cancel":
        return Cancel();
    case "missing":
        return WriteModel(Fits.Fit(ranks, new InMemoryRows(isLast ? Fits.WithGaps(rows) : rows, Fits.Dimension)));
    case "empty":
        return WriteModel(Fits.Fit(ranks, new InMemoryRows(isLast ? [] : rows, Fits.Dimension)));
    case "narrow":
        return WriteException<InvalidOperationException>(() => Fits.Fit(ranks, new InMemoryRows(rows, isLast ? Fits.Dimension - 1 : Fits.Dimension)));
    case "pipeline":
        Fits.SavePipeline(ranks, Path.Combine(folder, $"model-{ranks.Rank}"));
        return 0;
    default:
        throw new ArgumentException($"Unknown arguments: {string.Join(' ', args)}");
}

void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, $"{name}-{ranks.Rank}"), text);

int Wait()
{
    ranks.Barrier();
    return 0;
}

int WriteModel(AutoencoderModel model)
{
    using FileStream file = File.Create(Path.Combine(folder, $"model-{ranks.Rank}"));
    model.Save(file);
    return 0;
}

int Cancel()
{
    using var stop = new CancellationTokenSource();
    return WriteException<OperationCanceledException>(() => Fits.Resumable(ranks, folder, stop.Cancel, isLast ? stop.Token : default));
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
