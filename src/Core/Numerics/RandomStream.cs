using System.Numerics;
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
        ulong high = HighCounter(block);
        return Philox4x32.Block((uint)block, (uint)high, (uint)(high >> 32), _purpose, (uint)_seed, (uint)(_seed >> 32));
    }

    /// <summary>The middle 64 bits of a block's counter: what the low 32 leave of the block number, and the sequence.</summary>
    private ulong HighCounter(ulong block) => (block >> 32) | (_sequence << (BlockBits - 32));

    private void FillWords(Span<uint> words, ulong group)
    {
        // The 16 blocks of a group differ in the last four bits of the counter only.
        ulong block = group * GroupBlocks;
        ulong high = HighCounter(block);
        Philox4x32.SixteenBlocks((uint)block, (uint)high, (uint)(high >> 32), _purpose, (uint)_seed, (uint)(_seed >> 32), words);
    }

    private static void ToUniform(ReadOnlySpan<uint> words, Span<float> values)
    {
        // By way of int: 24 bits are never negative, and the conversion is a vector instruction everywhere.
        for (int i = 0; i < words.Length; i += Vector<uint>.Count)
        {
            Vector<int> bits = Vector.AsVectorInt32(Vector.ShiftRightLogical(new Vector<uint>(words[i..]), 8));
            (Vector.ConvertToSingle(bits) * (1f / (1 << 24))).CopyTo(values[i..]);
        }
    }

    /// <summary>√(−2 ln u)·cos 2πv and √(−2 ln u)·sin 2πv for two independent uniforms (Box and Muller, 1958).</summary>
    private static void ToNormal(ReadOnlySpan<uint> words, Span<float> values)
    {
        Span<float> radius = stackalloc float[GroupLength];
        ToUniform(words, values);
        for (int pair = 0; pair < GroupLength; pair += 2 * GroupBlocks)
        {
            Span<float> first = values.Slice(pair, GroupBlocks);
            Span<float> second = values.Slice(pair + GroupBlocks, GroupBlocks);

            // From [0, 1) to (0, 1], so that the logarithm is finite.
            TensorPrimitives.Subtract(1f, first, radius.Slice(pair, GroupBlocks));
            radius.Slice(pair, GroupBlocks).CopyTo(radius.Slice(pair + GroupBlocks, GroupBlocks));

            // sin 2πv = cos 2π(v − ¼), and the subtraction is exact.
            second.CopyTo(first);
            TensorPrimitives.Subtract(second, 0.25f, second);
        }

        TensorPrimitives.Log(radius, radius);
        TensorPrimitives.Multiply(radius, -2f, radius);
        TensorPrimitives.Sqrt(radius, radius);
        TensorPrimitives.Multiply(values, MathF.Tau, values);
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
