using System.Globalization;
using System.Runtime.InteropServices;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Mpi;

/// <summary>The fit in which a rank is killed. Rank 0 prints the processes of all ranks, and then the number of each epoch.</summary>
internal static class KilledFit
{
    public const int Ranks = 2;
    public const int Epochs = 30;

    private const int RowsOfRank = 2_000;

    /// <summary>The path of the model of a fit that is complete.</summary>
    public static string ModelIn(string folder) => Path.Combine(folder, "model");

    /// <summary>The processes in the first line of output.</summary>
    public static IEnumerable<int> Processes(string line) => line.Split(' ').Select(process => int.Parse(process, CultureInfo.InvariantCulture));

    /// <summary>The fit of each rank.</summary>
    public static void Run(ICommunicator communicator, string folder)
    {
        IEnumerable<int> processes = communicator.AllGather(BitConverter.GetBytes(Environment.ProcessId)).Select(bytes => MemoryMarshal.Read<int>(bytes));
        if (communicator.Rank == 0)
        {
            Console.WriteLine(string.Join(' ', processes));
        }

        var shape = new NetworkShape("30-64-8");
        AutoencoderOptions options = shape.Options<AutoencoderOptions>(Epochs);
        (options.BatchSize, options.ValidationFraction, options.Patience) = (256, 0.1f, 0);
        (options.Communicator, options.Engine) = (communicator, new ManagedEngine { NumberOfThreads = 1 });
        (options.CheckpointPath, options.CheckpointInterval) = (Path.Combine(folder, "checkpoint"), TimeSpan.Zero);
        options.Progress = new Receiver<TrainingEpoch>(epoch => Output.Line($"{epoch.Epoch}"));
        AutoencoderModel model = Autoencoder.Fit(new CountedRows(RowsOfRank, shape.Inputs, first: RowsOfRank * communicator.Rank), options);
        if (communicator.Rank == 0)
        {
            using FileStream file = File.Create(ModelIn(folder));
            model.Save(file);
        }
    }
}
