using MLNet.Autoencoder.Benchmarks;

switch (args.FirstOrDefault())
{
    case "kernels":
        Kernels.Run(args[1..]);
        return 0;
    case null:
        Console.WriteLine("kernels [<m>x<n>x<k> ...]   matrix products and element-wise kernels on one thread");
        return 0;
    default:
        Console.Error.WriteLine("usage: MLNet.Autoencoder.Benchmarks kernels [<m>x<n>x<k> ...]");
        return 2;
}
