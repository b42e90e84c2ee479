using MLNet.Autoencoder.Benchmarks;
using MLNet.Autoencoder.Benchmarks.Quality;

switch (args.FirstOrDefault())
{
    case "kernels":
        Kernels.Run(args[1..]);
        return 0;
    case "quality":
        return QualityVerb.Run(args[1..]);
    default:
        Console.Error.WriteLine("usage: MLNet.Autoencoder.Benchmarks kernels [<m>x<n>x<k> ...]");
        Console.Error.WriteLine($"       MLNet.Autoencoder.Benchmarks {QualityVerb.Usage}");
        return 2;
}
