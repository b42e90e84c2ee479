using System.Globalization;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Mpi;

/// <summary>A network and the number of rows of all ranks in a step.</summary>
internal sealed record BatchedNetwork(NetworkShape Shape, int BatchSize)
{
    // A sample should take a tenth of a second on one core, and have more than a few steps.
    private const double SampleFlops = 1.5e10;
    private const int MinSteps = 3;

    /// <summary>The networks that are measured by default: large, small with large batches, and deep.</summary>
    public static readonly BatchedNetwork[] Default = [Parse("784-400-20:1024"), Parse("30-64-8:4096"), Parse("784-1024-512-64:1024")];

    /// <summary>The parameters.</summary>
    public NetworkParameters Parameters { get; } = Shape.Parameters();

    /// <summary>The number of steps in a sample.</summary>
    public int Steps => Math.Max(MinSteps, (int)(SampleFlops / NetworkArithmetic.Training(Parameters.Layout) / BatchSize));

    public override string ToString() => Output.Text($"{Shape.Name}:{BatchSize}");

    /// <exception cref="FormatException">The text is not a network with a batch size.</exception>
    public static BatchedNetwork Parse(string text) =>
        text.Split(':') is [var shape, var batch] && int.TryParse(batch, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0
            ? new BatchedNetwork(new NetworkShape(shape), size)
            : throw new FormatException($"'{text}' is neither a part of the command (quality, memory, kill, scale) nor a network with a batch size, such as 784-400-20:1024.");
}
