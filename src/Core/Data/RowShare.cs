using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Data;

/// <summary>A random share of the rows. Whether a row is in it depends on its index and on nothing else.</summary>
/// <param name="seed">The seed of the fit.</param>
/// <param name="purpose">What it is drawn for.</param>
/// <param name="share">The part of the rows; all of them from 1 on.</param>
internal readonly struct RowShare(ulong seed, uint purpose, double share)
{
    private readonly RandomStream _draws = new(seed, purpose, 0);

    /// <summary>Whether no row is in it.</summary>
    public bool IsNone => share <= 0;

    public bool Includes(long index) => share >= 1 || _draws.UInt32At((ulong)index) < share * uint.MaxValue;
}
