using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// An indexed stream of random numbers. Each number is a function of (seed, purpose, sequence, index) alone,
/// so any part of the stream can be drawn in any order and on any thread.
/// </summary>
/// <remarks>
/// Elements come in groups of 64. Element 64g + 16w + l is word w of Philox block 16g + l, so that 16 blocks are computed together.
/// The counter is (block, 50 bits) (sequence, 46 bits) (purpose, 32 bits); the key is the seed.
/// </remarks>
internal readonly unsafe struct RandomStream
{
    private const int BlockBits = 50;
    private const int GroupBlocks = 16;
    private const int GroupLength = 4 * GroupBlocks;

    private readonly ulong _seed;
    private readonly ulong _sequence;
    private readonly uint _purpose;

    /// <summary>A stream for a purpose (what the numbers are used for) and a sequence (such as the epoch or the step; below 2⁴⁶).</summary>
    public RandomStream(ulong seed, uint purpose, ulong sequence)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, 1UL << (96 - BlockBits));
        _seed = seed;
        _purpose = purpose;
        _sequence = sequence;
    }

    /// <summary>Converts the 64 random words of a group to 64 numbers.</summary>
    private interface IDistribution
    {
        static abstract void Draw<TLanes, TVector>(uint* words, float* values)
            where TLanes : ILanes<TVector>
            where TVector : struct;
    }

    /// <summary>Fills a span with uniform multiples of 2⁻²⁴ in [0, 1), starting with element <paramref name="start"/> of the stream.</summary>
    public void FillUniform(Span<float> destination, ulong start) => Fill<Uniform>(destination, start);

    /// <summary>Fills a span with standard normal numbers, starting with element <paramref name="start"/> of the stream.</summary>
    public void FillNormal(Span<float> destination, ulong start) => Fill<Normal>(destination, start);

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

    private (uint Word0, uint Word1, uint Word2, uint Word3) BlockAt(ulong block)
    {
        ulong high = HighCounter(block);
        return Philox4x32.Block((uint)block, (uint)high, (uint)(high >> 32), _purpose, (uint)_seed, (uint)(_seed >> 32));
    }

    /// <summary>The middle 64 bits of a block's counter: the high bits of the block number, and the sequence.</summary>
    private ulong HighCounter(ulong block) => (block >> 32) | (_sequence << (BlockBits - 32));

    [SkipLocalsInit]
    private void Fill<TDistribution>(Span<float> destination, ulong start)
        where TDistribution : IDistribution
    {
        uint* words = stackalloc uint[GroupLength];
        float* part = stackalloc float[GroupLength];
        fixed (float* values = destination)
        {
            for (int done = 0, length; done < destination.Length; done += length, start += (ulong)length)
            {
                int offset = (int)(start % GroupLength);
                length = Math.Min(GroupLength - offset, destination.Length - done);
                FillWords(words, start / GroupLength);
                if (length == GroupLength)
                {
                    Draw<TDistribution>(words, values + done);
                }
                else
                {
                    Draw<TDistribution>(words, part);
                    new ReadOnlySpan<float>(part + offset, length).CopyTo(destination[done..]);
                }
            }
        }
    }

    private void FillWords(uint* words, ulong group)
    {
        // The 16 blocks of a group differ only in the low four bits of the counter.
        ulong block = group * GroupBlocks;
        ulong high = HighCounter(block);
        Philox4x32.SixteenBlocks(
            (uint)block, (uint)high, (uint)(high >> 32), _purpose, (uint)_seed, (uint)(_seed >> 32), new Span<uint>(words, GroupLength));
    }

    private static void Draw<TDistribution>(uint* words, float* values)
        where TDistribution : IDistribution
    {
        if (Lanes512.IsSupported)
        {
            TDistribution.Draw<Lanes512, Vector512<float>>(words, values);
        }
        else if (Lanes256.IsSupported)
        {
            TDistribution.Draw<Lanes256, Vector256<float>>(words, values);
        }
        else if (Lanes128.IsSupported)
        {
            TDistribution.Draw<Lanes128, Vector128<float>>(words, values);
        }
        else
        {
            TDistribution.Draw<Lanes1, float>(words, values);
        }
    }

    private readonly struct Uniform : IDistribution
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Draw<TLanes, TVector>(uint* words, float* values)
            where TLanes : ILanes<TVector>
            where TVector : struct
        {
            for (int i = 0; i < GroupLength; i += TLanes.Count)
            {
                TLanes.Store(values + i, TLanes.LoadFraction(words + i));
            }
        }
    }

    private readonly struct Normal : IDistribution
    {
        /// <summary>√(−2 ln u)·cos 2πv and √(−2 ln u)·sin 2πv for two independent uniforms (Box and Muller, 1958).</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Draw<TLanes, TVector>(uint* words, float* values)
            where TLanes : ILanes<TVector>
            where TVector : struct
        {
            TVector one = TLanes.Broadcast(1), minusTwo = TLanes.Broadcast(-2);
            for (int pair = 0; pair < GroupLength; pair += 2 * GroupBlocks)
            {
                for (int i = pair; i < pair + GroupBlocks; i += TLanes.Count)
                {
                    // Maps [0, 1) to (0, 1], so that the logarithm is finite.
                    TVector u = TLanes.Subtract(one, TLanes.LoadFraction(words + i));
                    TVector radius = TLanes.Sqrt(TLanes.Multiply(minusTwo, ElementaryFunctions<TLanes, TVector>.Log(u)));
                    TVector turns = TLanes.LoadFraction(words + i + GroupBlocks);
                    ElementaryFunctions<TLanes, TVector>.SinCosOfTurns(turns, out TVector sine, out TVector cosine);
                    TLanes.Store(values + i, TLanes.Multiply(radius, cosine));
                    TLanes.Store(values + i + GroupBlocks, TLanes.Multiply(radius, sine));
                }
            }
        }
    }
}
