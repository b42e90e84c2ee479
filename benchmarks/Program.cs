using MLNet.Autoencoder.Benchmarks.Anomalies;
using MLNet.Autoencoder.Benchmarks.Defaults;
using MLNet.Autoencoder.Benchmarks.Dotnet;
using MLNet.Autoencoder.Benchmarks.Kernels;
using MLNet.Autoencoder.Benchmarks.Labels;
using MLNet.Autoencoder.Benchmarks.Mpi;
using MLNet.Autoencoder.Benchmarks.Quality;
using MLNet.Autoencoder.Benchmarks.Scale;
using MLNet.Autoencoder.Benchmarks.Serve;
using MLNet.Autoencoder.Benchmarks.SparseCodes;
using MLNet.Autoencoder.Benchmarks.Train;

const string Commands = """
    kernels [<m>x<n>x<k> ...]            matrix products compared with the machine's peak, and element-wise kernels
    train [<d>-<hidden>-...-<q>:<b> ...] training steps and fits on 1 and 2 threads, compared with the peak, and with TorchSharp if libtorch loads
    serve [<d>-<hidden>-...-<q> ...]     single rows and data views, compared with the peak and with ML.NET's PCA
    scale [<rows>]                       cost per row and memory, from a thousand rows to ten million, or to the number given
    quality [<data set> ...] [--seeds N] cross-validated comparison of features on digits and generated data
    defaults [<table> ...] [--kind K] [--split N]
                                         default fits on tables of every size and kind, compared with principal components and TorchSharp
    labels [<group>[/<table>] ...] [--features F,G] [--share S] [--split N]
                                         features that know the label, compared with raw columns, PCA, unlabeled codes and shuffled labels
    anomaly [<folder>] [--seeds N] [--score S]
                                         the anomaly detector compared with nearest neighbors and ML.NET's PCA, and how fast it serves
    sparse [<task> ...] [<kind> ...] [--threads N] [--torch time|epochs|off] [--seed N]
                                         sparse codes on planted dictionaries: atoms recovered, error, units alive and speed, compared with TorchSharp
    mpi [<d>-<hidden>-...-<q>:<b> ...]   training steps and fits by two processes, compared with one and with two threads, and the time of all-reduce
    mpi quality [<folder>]               digits divided among 1, 2 and 4 processes: loss, accuracy of features, and whether ten fits have the same bytes
    mpi memory                           10,000,000 rows of 30 that two processes generate as they read them: peak memory of each, and the formula's
    mpi kill [<times>]                   kills one of two processes in mid-fit: how soon all end, and whether the fit resumes to the same bytes
    mpi scale                            computed speed of 2 to 64 machines, from measured steps; a Markdown table
                                         mpi commands start this program with mpirun, or with --launcher PROGRAM
    dotnet [<argument> ...]              micro-benchmarks with BenchmarkDotNet and its arguments, such as --filter *Product*

    """;

try
{
    switch (args.FirstOrDefault())
    {
        case "kernels":
            KernelsCommand.Run(args[1..]);
            return 0;
        case "train":
            TrainCommand.Run(args[1..]);
            return 0;
        case "serve":
            ServeCommand.Run(args[1..]);
            return 0;
        case "scale":
            return ScaleCommand.Run(args[1..]);
        case "quality":
            return QualityCommand.Run(args[1..]);
        case "defaults":
            return DefaultsCommand.Run(args[1..]);
        case "labels":
            return LabelsCommand.Run(args[1..]);
        case "anomaly":
            return AnomalyCommand.Run(args[1..]);
        case "sparse":
            return SparseCommand.Run(args[1..]);
        case "mpi":
            return MpiCommand.Run(args[1..]);
        case "dotnet":
            DotnetCommand.Run(args[1..]);
            return 0;
        case null:
            Console.Write(Commands);
            return 0;
        default:
            Console.Error.Write($"Unknown command '{args[0]}'. The commands are:\n{Commands}");
            return 2;
    }
}
catch (FormatException invalid)
{
    Console.Error.WriteLine(invalid.Message);
    return 2;
}
