using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>
/// A uniform random sample of the rows of one pass, without knowing their number in advance (Vitter, Random Sampling with a Reservoir, 1985,
/// algorithm R). The sample is the same every time.
/// </summary>
/// <param name="size">The size of the sample, if there are that many rows; 1 or more.</param>
internal sealed class Reservoir(int size)
{
    private readonly RandomStream _random = new(0, RandomPurpose.Reservoir, 0);

    /// <summary>The number of rows so far.</summary>
    public long Count { get; private set; }

    /// <summary>Decides whether the next row is sampled, and where it goes.</summary>
    /// <returns>The index in the sample, where the row is appended or replaces an earlier one; −1 if the row is not sampled.</returns>
    public int Place()
    {
        Count++;
        if (Count <= size)
        {
            return (int)(Count - 1);
        }

        ulong random = ((ulong)_random.UInt32At((ulong)Count * 2) << 32) | _random.UInt32At(((ulong)Count * 2) + 1);
        ulong place = Math.BigMul(random, (ulong)Count, out _);
        return place < (ulong)size ? (int)place : -1;
    }
}
