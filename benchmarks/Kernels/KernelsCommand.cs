using System.Globalization;

namespace MLNet.Autoencoder.Benchmarks.Kernels;

/// <summary>The numeric kernels: matrix products on one and two threads, compared with the peak; element-wise kernels and single rows.</summary>
internal static class KernelsCommand
{
    private static readonly string[] Sizes = ["64x64x32", "128x64x30", "128x400x784", "128x784x400", "512x512x512", "33x17x65", "1x400x784"];

    /// <summary>Runs all kernels, or only the products of the sizes given as arguments, such as 128x400x784.</summary>
    public static void Run(string[] args)
    {
        (int M, int N, int K)[] sizes = [.. (args.Length == 0 ? Sizes : args).Select(Parse)];
        ProductKernels.Measure(sizes, threads: 1);
        ProductKernels.Measure(sizes, threads: 2);
        if (args.Length == 0)
        {
            ElementWiseKernels.Measure();
            SingleRowKernels.Measure();
        }
    }

    private static (int M, int N, int K) Parse(string size)
    {
        int[] parts = [.. size.Split('x').Select(part => int.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture))];
        return parts.Length == 3 ? (parts[0], parts[1], parts[2]) : throw new FormatException($"'{size}' is not a size. Use three numbers, such as 128x400x784.");
    }
}
