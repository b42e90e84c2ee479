using System.Numerics.Tensors;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// An indexed stream of random numbers: each is a function of (seed, purpose, sequence, index) and of nothing else,
/// so that it does not matter who asks for which part of the stream, in what order, or on which thread.
/// </summary>
/// <remarks>
/// Elements come in groups of 64. Element 64g + 16w + l is word w of the Philox block number 16g + l, so that 16 blocks are computed side by side.
/// The counter is (block, 50 bits) (sequence, 46 bits) (purpose, 32 bits); the key is the seed.
/// </remarks>
internal readonly struct RandomStream
{
    private const int BlockBits = 50;
    private const int GroupBlocks = 16;
    private const int GroupLength = 4 * GroupBlocks;

    private readonly ulong _seed;
    private readonly ulong _sequence;
    private readonly uint _purpose;

    /// <summary>The stream of a purpose (what the numbers are for) and a sequence (such as the epoch or the step; below 2⁴⁶).</summary>
    public RandomStream(ulong seed, uint purpose, ulong sequence)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, 1UL << (96 - BlockBits));
        _seed = seed;
        _purpose = purpose;
        _sequence = sequence;
    }

    /// <summary>Fills with uniform numbers in [0, 1), multiples of 2⁻²⁴, from element <paramref name="start"/> of the stream on.</summary>
    public void FillUniform(Span<float> destination, ulong start)
    {
        Span<uint> words = stackalloc uint[GroupLength];
        Span<float> values = stackalloc float[GroupLength];
        while (!destination.IsEmpty)
        {
            FillWords(words, start / GroupLength);
            ToUniform(words, values);
            CopyGroup(values, ref destination, ref start);
        }
    }

    /// <summary>Fills with standard normal numbers, from element <paramref name="start"/> of the stream on.</summary>
    public void FillNormal(Span<float> destination, ulong start)
    {
        Span<uint> words = stackalloc uint[GroupLength];
        Span<float> values = stackalloc float[GroupLength];
        while (!destination.IsEmpty)
        {
            FillWords(words, start / GroupLength);
            ToNormal(words, values);
            CopyGroup(values, ref destination, ref start);
        }
    }

    /// <summary>Element <paramref name="index"/> as 32 random bits.</summary>
    public uint UInt32At(ulong index)
    {
        (uint word0, uint word1, uint word2, uint word3) = BlockAt(((index / GroupLength) * GroupBlocks) + (index % GroupBlocks));
        return ((index % GroupLength) / GroupBlocks) switch
        {
            0 => word0,
            1 => word1,
            2 => word2,
            _ => word3,
        };
    }

    /// <summary>Puts the items in a random order, every order being equally likely (Fisher and Yates; Durstenfeld, 1964).</summary>
    public void Shuffle(Span<int> items)
    {
        ulong index = 0;
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = (int)NextBelow((uint)i + 1, ref index);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The high word of bound·2⁻³²·random, where the few draws that would favour some values are drawn again (Lemire, 2019).</summary>
    private uint NextBelow(uint bound, ref ulong index)
    {
        ulong product = (ulong)UInt32At(index++) * bound;
        if ((uint)product < bound)
        {
            uint threshold = unchecked(0u - bound) % bound;
            while ((uint)product < threshold)
            {
                product = (ulong)UInt32At(index++) * bound;
            }
        }

        return (uint)(product >> 32);
    }

    private (uint Word0, uint Word1, uint Word2, uint Word3) BlockAt(ulong block)
    {
        ulong high = (block >> 32) | (_sequence << (BlockBits - 32));
        return Philox4x32.Block((uint)block, (uint)high, (uint)(high >> 32), _purpose, (uint)_seed, (uint)(_seed >> 32));
    }

    private void FillWords(Span<uint> words, ulong group)
    {
        for (int lane = 0; lane < GroupBlocks; lane++)
        {
            (words[lane], words[GroupBlocks + lane], words[(2 * GroupBlocks) + lane], words[(3 * GroupBlocks) + lane]) =
                BlockAt((group * GroupBlocks) + (uint)lane);
        }
    }

    private static void ToUniform(ReadOnlySpan<uint> words, Span<float> values)
    {
        for (int i = 0; i < words.Length; i++)
        {
            values[i] = (words[i] >> 8) * (1f / (1 << 24));
        }
    }

    /// <summary>√(−2 ln u)·cos 2πv and √(−2 ln u)·sin 2πv for two independent uniforms (Box and Muller, 1958).</summary>
    private static void ToNormal(ReadOnlySpan<uint> words, Span<float> values)
    {
        Span<float> radius = stackalloc float[GroupLength];
        for (int pair = 0; pair < GroupLength; pair += 2 * GroupBlocks)
        {
            for (int lane = 0; lane < GroupBlocks; lane++)
            {
                // u in (0, 1], so that its logarithm is finite.
                radius[pair + lane] = ((words[pair + lane] >> 8) + 1) * (1f / (1 << 24));
                float v = (words[pair + GroupBlocks + lane] >> 8) * (1f / (1 << 24));

                // sin 2πv = cos 2π(v − ¼), and the subtraction is exact.
                values[pair + lane] = v * MathF.Tau;
                values[pair + GroupBlocks + lane] = (v - 0.25f) * MathF.Tau;
            }

            Span<float> half = radius.Slice(pair, GroupBlocks);
            TensorPrimitives.Log(half, half);
            TensorPrimitives.Multiply(half, -2f, half);
            TensorPrimitives.Sqrt(half, half);
            half.CopyTo(radius.Slice(pair + GroupBlocks, GroupBlocks));
        }

        TensorPrimitives.Cos(values, values);
        TensorPrimitives.Multiply(values, radius, values);
    }

    /// <summary>Copies what the destination wants of the group that <paramref name="start"/> lies in, and moves both on.</summary>
    private static void CopyGroup(scoped ReadOnlySpan<float> values, ref Span<float> destination, ref ulong start)
    {
        int offset = (int)(start % GroupLength);
        int length = Math.Min(GroupLength - offset, destination.Length);
        values.Slice(offset, length).CopyTo(destination);
        destination = destination[length..];
        start += (ulong)length;
    }
}
