using MLNet.Autoencoder.Benchmarks;
using MLNet.Autoencoder.Benchmarks.Quality;

const string Verbs = "kernels [<m>x<n>x<k> ...]       matrix products and element-wise kernels on one thread\n"
    + "quality [<data set> ...] [--seeds N] features compared, cross-validated, on digits and generated data\n"
#if TORCHSHARP
    + "torch [<d>-<hidden>-...-<q> ...]   training, managed beside TorchSharp\n"
#endif
    ;

switch (args.FirstOrDefault())
{
    case "kernels":
        Kernels.Run(args[1..]);
        return 0;
    case "quality":
        return QualityVerb.Run(args[1..]);
#if TORCHSHARP
    case "torch":
        Engines.Run(args[1..]);
        return 0;
#endif
    case null:
        Console.Write(Verbs);
        return 0;
    default:
        Console.Error.Write($"There is no verb '{args[0]}'. The verbs:\n{Verbs}");
        return 2;
}
