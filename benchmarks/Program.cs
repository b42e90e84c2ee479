using MLNet.Autoencoder.Benchmarks;

switch (args.FirstOrDefault())
{
    case "kernels":
        Kernels.Run(args[1..]);
        return 0;
#if TORCHSHARP
    case "torch":
        Engines.Run(args[1..]);
        return 0;
#endif
    default:
        Console.Error.WriteLine("usage: MLNet.Autoencoder.Benchmarks kernels [<m>x<n>x<k> ...]");
#if TORCHSHARP
        Console.Error.WriteLine("       MLNet.Autoencoder.Benchmarks torch [<d>-<hidden>-...-<q> ...]");
#endif
        return 2;
}
