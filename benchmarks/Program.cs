using MLNet.Autoencoder.Benchmarks;

switch (args.FirstOrDefault())
{
    case "kernels":
        Kernels.Run();
        return 0;
    default:
        Console.Error.WriteLine("usage: MLNet.Autoencoder.Benchmarks kernels");
        return 2;
}
