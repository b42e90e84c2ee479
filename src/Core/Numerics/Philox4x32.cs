using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Philox 4x32-10: a keyed bijection of 128-bit counters whose outputs pass statistical tests of randomness
/// (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011).
/// </summary>
internal static unsafe class Philox4x32
{
    internal const int Rounds = 10;
    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;

    /// <summary>Added to the key after each round: the fractional part of the golden ratio, and √3 − 1, as 32-bit fractions.</summary>
    internal const uint Weyl0 = 0x9E3779B9;
    internal const uint Weyl1 = 0xBB67AE85;

    /// <summary>The four random words of a counter under a key.</summary>
    public static (uint Word0, uint Word1, uint Word2, uint Word3) Block(
        uint counter0, uint counter1, uint counter2, uint counter3, uint key0, uint key1)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * counter0;
            ulong product1 = (ulong)Multiplier1 * counter2;
            counter0 = (uint)(product1 >> 32) ^ counter1 ^ key0;
            counter1 = (uint)product1;
            counter2 = (uint)(product0 >> 32) ^ counter3 ^ key1;
            counter3 = (uint)product0;
            key0 = unchecked(key0 + Weyl0);
            key1 = unchecked(key1 + Weyl1);
        }

        return (counter0, counter1, counter2, counter3);
    }

    /// <summary>
    /// The blocks of 16 counters that differ in the low four bits of word 0, which must be 0 in <paramref name="counter0"/>:
    /// first word 0 of each block, then word 1 of each, and so on.
    /// </summary>
    public static void SixteenBlocks(
        uint counter0, uint counter1, uint counter2, uint counter3, uint key0, uint key1, Span<uint> words)
    {
        KernelGuard.SameLength(4 * 16, words.Length, nameof(words));
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
        {
            SixteenBlocks512(counter0, counter1, counter2, counter3, key0, key1, words);
        }
        else if (Avx2.IsSupported)
        {
            for (uint lane = 0; lane < 16; lane += 4)
            {
                FourBlocks(counter0 + lane, counter1, counter2, counter3, key0, key1, words[(int)lane..]);
            }
        }
        else
        {
            for (int lane = 0; lane < 16; lane++)
            {
                (words[lane], words[16 + lane], words[32 + lane], words[48 + lane]) =
                    Block(counter0 + (uint)lane, counter1, counter2, counter3, key0, key1);
            }
        }
    }

    /// <summary>
    /// Each 64-bit lane holds a word of a block in its low half. The multiplication reads only that half,
    /// so the product can be the next round's word without a mask. Two chains of eight blocks keep the multipliers busy.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixteenBlocks512(uint counter0, uint counter1, uint counter2, uint counter3, uint key0, uint key1, Span<uint> words)
    {
        Vector512<ulong> a0 = Vector512.Create((ulong)counter0) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);
        Vector512<ulong> b0 = a0 + Vector512.Create(8UL);
        Vector512<ulong> a1 = Vector512.Create((ulong)counter1), a2 = Vector512.Create((ulong)counter2), a3 = Vector512.Create((ulong)counter3);
        Vector512<ulong> b1 = a1, b2 = a2, b3 = a3;
        Vector512<uint> multiplier0 = Vector512.Create((ulong)Multiplier0).AsUInt32(), multiplier1 = Vector512.Create((ulong)Multiplier1).AsUInt32();
        Vector512<ulong> keys0 = Vector512.Create((ulong)key0), keys1 = Vector512.Create((ulong)key1);
        Vector512<ulong> weyl0 = Vector512.Create((ulong)Weyl0), weyl1 = Vector512.Create((ulong)Weyl1);
        for (int round = 0; round < Rounds; round++)
        {
            Vector512<ulong> productA0 = Avx512F.Multiply(a0.AsUInt32(), multiplier0), productA1 = Avx512F.Multiply(a2.AsUInt32(), multiplier1);
            Vector512<ulong> productB0 = Avx512F.Multiply(b0.AsUInt32(), multiplier0), productB1 = Avx512F.Multiply(b2.AsUInt32(), multiplier1);
            a0 = (productA1 >>> 32) ^ a1 ^ keys0;
            b0 = (productB1 >>> 32) ^ b1 ^ keys0;
            a2 = (productA0 >>> 32) ^ a3 ^ keys1;
            b2 = (productB0 >>> 32) ^ b3 ^ keys1;
            (a1, a3, b1, b3) = (productA1, productA0, productB1, productB0);

            // Carries beyond 32 bits end up in the half that is never read.
            keys0 += weyl0;
            keys1 += weyl1;
        }

        fixed (uint* target = words)
        {
            Low(a0, b0).Store(target);
            Low(a1, b1).Store(target + 16);
            Low(a2, b2).Store(target + 32);
            Low(a3, b3).Store(target + 48);
        }
    }

    /// <summary>The low halves of the lanes.</summary>
    private static Vector512<uint> Low(Vector512<ulong> first, Vector512<ulong> second) =>
        Vector512.Create(Avx512F.ConvertToVector256UInt32(first), Avx512F.ConvertToVector256UInt32(second));

    /// <summary>Like <see cref="SixteenBlocks512"/>, at half the width and in one chain.</summary>
    private static void FourBlocks(uint counter0, uint counter1, uint counter2, uint counter3, uint key0, uint key1, Span<uint> words)
    {
        Vector256<ulong> word0 = Vector256.Create((ulong)counter0) + Vector256.Create(0UL, 1, 2, 3);
        Vector256<ulong> word1 = Vector256.Create((ulong)counter1), word2 = Vector256.Create((ulong)counter2), word3 = Vector256.Create((ulong)counter3);
        Vector256<uint> multiplier0 = Vector256.Create((ulong)Multiplier0).AsUInt32(), multiplier1 = Vector256.Create((ulong)Multiplier1).AsUInt32();
        for (int round = 0; round < Rounds; round++)
        {
            Vector256<ulong> product0 = Avx2.Multiply(word0.AsUInt32(), multiplier0);
            Vector256<ulong> product1 = Avx2.Multiply(word2.AsUInt32(), multiplier1);
            word0 = (product1 >>> 32) ^ word1 ^ Vector256.Create((ulong)key0);
            word1 = product1;
            word2 = (product0 >>> 32) ^ word3 ^ Vector256.Create((ulong)key1);
            word3 = product0;
            key0 = unchecked(key0 + Weyl0);
            key1 = unchecked(key1 + Weyl1);
        }

        Low(word0).CopyTo(words);
        Low(word1).CopyTo(words[16..]);
        Low(word2).CopyTo(words[32..]);
        Low(word3).CopyTo(words[48..]);
    }

    private static Vector128<uint> Low(Vector256<ulong> words) => Vector128.Narrow(words.GetLower(), words.GetUpper());
}
