using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>
/// Draws rows of one pass, each as likely as the others, without knowing how many there will be (Vitter, Random Sampling with a Reservoir, 1985,
/// algorithm R). The same rows every time.
/// </summary>
/// <param name="size">How many rows to draw, if there are so many; 1 or more.</param>
internal sealed class Reservoir(int size)
{
    private readonly RandomStream _random = new(0, RandomPurpose.Reservoir, 0);

    /// <summary>The rows so far.</summary>
    public long Count { get; private set; }

    /// <summary>Where the next row goes.</summary>
    /// <returns>A place of as many as there are rows, up to the size, whose row it takes the place of if there is one; −1 if it is not drawn.</returns>
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
