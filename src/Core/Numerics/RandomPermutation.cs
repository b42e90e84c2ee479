namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// A random order of so many items, of which the place of each is computed by itself: nothing is held, and any part of the order can be had without
/// the rest.
/// </summary>
/// <remarks>
/// An unbalanced Feistel network over the pairs of a number below a and one below b, where a·b is hardly more than the items; who comes out beyond
/// the last item goes through it again (Black and Rogaway, Ciphers with Arbitrary Finite Domains, 2002).
/// </remarks>
internal sealed class RandomPermutation
{
    // Of few items a round has few functions to draw from: from so many rounds on, all orders come equally often.
    private const int Few = 100;
    private const int RoundsForFew = 16;
    private const int RoundsForMany = 6;

    private readonly uint _count;
    private readonly uint _lowSize;
    private readonly uint _highSize;
    private readonly uint[] _keys;

    /// <param name="stream">What the order is drawn from.</param>
    /// <param name="count">How many items; 1 or more.</param>
    public RandomPermutation(RandomStream stream, int count)
    {
        _count = (uint)count;
        _lowSize = (uint)Math.Ceiling(Math.Sqrt(count));
        _highSize = (_count + _lowSize - 1) / _lowSize;
        _keys = new uint[count < Few ? RoundsForFew : RoundsForMany];
        for (int round = 0; round < _keys.Length; round++)
        {
            _keys[round] = stream.UInt32At((ulong)round);
        }
    }

    /// <summary>The place of an item, both from 0 on.</summary>
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
            low = Turn(low, _lowSize, Mix(high ^ _keys[round]));
            high = Turn(high, _highSize, Mix(low ^ _keys[round + 1]));
        }

        return (high * _lowSize) + low;
    }

    /// <summary>Adds a random part of the size, and starts at 0 again behind its end.</summary>
    private static uint Turn(uint value, uint size, uint random)
    {
        uint sum = value + (uint)(((ulong)random * size) >> 32);
        return sum >= size ? sum - size : sum;
    }

    /// <summary>The last step of MurmurHash3 (Appleby, 2011): every bit of the result depends on every bit of the value.</summary>
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
