using System.Runtime.CompilerServices;

namespace MLNet.Autoencoder.Numerics;

/// <summary>Finds the k-th largest of some numbers without sorting them: quickselect (Hoare, Algorithm 65: Find, 1961).</summary>
internal static unsafe class RankSelection
{
    // More rounds than pivots taken from the numbers need, unless the numbers are in an unfortunate order.
    private const int MaxSampledPivots = 40;

    /// <summary>The k-th largest number; equal numbers count as often as they occur. Reorders the numbers.</summary>
    /// <param name="values">The numbers, none of them NaN.</param>
    /// <param name="count">How many numbers there are.</param>
    /// <param name="k">The rank; from 1, the largest, to the count.</param>
    public static float KthLargest(float* values, int count, int k)
    {
        for (int round = 0; ; round++)
        {
            float pivot = round < MaxSampledPivots ? MedianOfThree(values[0], values[count / 2], values[count - 1]) : MiddleOfRange(values, count);
            int greater = MoveGreaterFirst(values, count, pivot);
            if (k <= greater)
            {
                count = greater;
                continue;
            }

            values += greater;
            count -= greater;
            k -= greater;
            int equal = MoveEqualFirst(values, count, pivot);
            if (k <= equal)
            {
                return pivot;
            }

            values += equal;
            count -= equal;
            k -= equal;
        }
    }

    /// <summary>Moves the numbers above the pivot to the front, and returns how many they are. Every number is swapped: a branch would cost more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int MoveGreaterFirst(float* values, int count, float pivot)
    {
        int greater = 0;
        for (int i = 0; i < count; i++)
        {
            float value = values[i];
            values[i] = values[greater];
            values[greater] = value;
            greater += value > pivot ? 1 : 0;
        }

        return greater;
    }

    /// <summary>The same for numbers that equal the pivot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int MoveEqualFirst(float* values, int count, float pivot)
    {
        int equal = 0;
        for (int i = 0; i < count; i++)
        {
            float value = values[i];
            values[i] = values[equal];
            values[equal] = value;
            equal += value == pivot ? 1 : 0;
        }

        return equal;
    }

    private static float MedianOfThree(float a, float b, float c)
    {
        (float low, float high) = a < b ? (a, b) : (b, a);
        return c < low ? low : c > high ? high : c;
    }

    /// <summary>
    /// The float in the middle of those between the smallest and the largest number. It need not be one of the numbers, but 32 such pivots always suffice.
    /// </summary>
    private static float MiddleOfRange(float* values, int count)
    {
        float low = values[0], high = values[0];
        for (int i = 1; i < count; i++)
        {
            low = Math.Min(low, values[i]);
            high = Math.Max(high, values[i]);
        }

        long lowOrder = Ordered(BitConverter.SingleToInt32Bits(low)), highOrder = Ordered(BitConverter.SingleToInt32Bits(high));
        return BitConverter.Int32BitsToSingle(Ordered((int)((lowOrder + highOrder) >> 1)));
    }

    /// <summary>An integer that is in the order of the floats, from a float's bits, and the bits from the integer.</summary>
    private static int Ordered(int bits) => bits ^ ((bits >> 31) & int.MaxValue);
}
