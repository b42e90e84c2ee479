using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Data;

/// <summary>A random fraction of the rows. Whether it includes a row depends only on the row's index.</summary>
/// <param name="seed">The seed of the fit.</param>
/// <param name="purpose">What the fraction is for.</param>
/// <param name="share">The fraction; 1 or more includes all rows.</param>
internal readonly struct RowShare(ulong seed, uint purpose, double share)
{
    private readonly RandomStream _draws = new(seed, purpose, 0);

    /// <summary>Whether the fraction includes no rows.</summary>
    public bool IsNone => share <= 0;

    public bool Includes(long index) => share >= 1 || _draws.UInt32At((ulong)index) < share * uint.MaxValue;
}
