using MLNet.Autoencoder.Benchmarks.Kernels;
using MLNet.Autoencoder.Benchmarks.Quality;
using MLNet.Autoencoder.Benchmarks.Scale;
using MLNet.Autoencoder.Benchmarks.Serve;
using MLNet.Autoencoder.Benchmarks.Dotnet;
using MLNet.Autoencoder.Benchmarks.Train;

const string Verbs = """
    kernels [<m>x<n>x<k> ...]            matrix products beside the machine's peak, element-wise kernels
    train [<d>-<hidden>-...-<q>:<b> ...] training steps and fits on one thread and two, beside the peak, and TorchSharp if libtorch loads
    serve [<d>-<hidden>-...-<q> ...]     single rows and data views, next to the peak and ML.NET's PCA
    scale [<rows>]                       cost of a row and memory, from a thousand rows to ten million, or to so many
    quality [<data set> ...] [--seeds N] features compared, cross-validated, on digits and generated data
    dotnet [<argument> ...]              micro-benchmarks of BenchmarkDotNet, with its arguments, such as --filter *Product*

    """;

try
{
    switch (args.FirstOrDefault())
    {
        case "kernels":
            KernelsVerb.Run(args[1..]);
            return 0;
        case "train":
            TrainVerb.Run(args[1..]);
            return 0;
        case "serve":
            ServeVerb.Run(args[1..]);
            return 0;
        case "scale":
            return ScaleVerb.Run(args[1..]);
        case "quality":
            return QualityVerb.Run(args[1..]);
        case "dotnet":
            DotnetVerb.Run(args[1..]);
            return 0;
        case null:
            Console.Write(Verbs);
            return 0;
        default:
            Console.Error.Write($"There is no verb '{args[0]}'. The verbs:\n{Verbs}");
            return 2;
    }
}
catch (FormatException misspelt)
{
    Console.Error.WriteLine(misspelt.Message);
    return 2;
}
