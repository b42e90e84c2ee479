namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// A random order of items. The position of each item is computed independently: nothing is stored, and any part of the order can be computed
/// without the rest.
/// </summary>
/// <remarks>
/// An unbalanced Feistel network over pairs of a number below a and a number below b, where a·b is hardly more than the number of items. A result
/// beyond the last item goes through the network again (Black and Rogaway, Ciphers with Arbitrary Finite Domains, 2002).
/// </remarks>
internal sealed class RandomPermutation
{
    // For few items, a round has few functions to choose from: it takes this many rounds until all orders are equally likely.
    private const int SmallCount = 100;
    private const int RoundsIfSmall = 16;
    private const int RoundsIfLarge = 6;

    private readonly uint _count;
    private readonly uint _lowSize;
    private readonly uint _highSize;
    private readonly uint[] _keys;

    /// <param name="stream">The random numbers that determine the order.</param>
    /// <param name="count">The number of items; 1 or more.</param>
    public RandomPermutation(RandomStream stream, int count)
    {
        _count = (uint)count;
        _lowSize = (uint)Math.Ceiling(Math.Sqrt(count));
        _highSize = (_count + _lowSize - 1) / _lowSize;
        _keys = new uint[count < SmallCount ? RoundsIfSmall : RoundsIfLarge];
        for (int round = 0; round < _keys.Length; round++)
        {
            _keys[round] = stream.UInt32At((ulong)round);
        }
    }

    /// <summary>The position of an item; both are counted from 0.</summary>
    public int this[int item]
    {
        get
        {
            uint place = (uint)item;
            do
            {
                place = Permute(place);
            }
            while (place >= _count);
            return (int)place;
        }
    }

    private uint Permute(uint value)
    {
        (uint high, uint low) = Math.DivRem(value, _lowSize);
        for (int round = 0; round < _keys.Length; round += 2)
        {
            low = Rotate(low, _lowSize, Mix(high ^ _keys[round]));
            high = Rotate(high, _highSize, Mix(low ^ _keys[round + 1]));
        }

        return (high * _lowSize) + low;
    }

    /// <summary>Adds a random fraction of the size, modulo the size.</summary>
    private static uint Rotate(uint value, uint size, uint random)
    {
        uint sum = value + (uint)(((ulong)random * size) >> 32);
        return sum >= size ? sum - size : sum;
    }

    /// <summary>The finalizer of MurmurHash3 (Appleby, 2011): every bit of the result depends on every bit of the value.</summary>
    private static uint Mix(uint value)
    {
        unchecked
        {
            value = (value ^ (value >> 16)) * 0x85EBCA6B;
            value = (value ^ (value >> 13)) * 0xC2B2AE35;
            return value ^ (value >> 16);
        }
    }
}
