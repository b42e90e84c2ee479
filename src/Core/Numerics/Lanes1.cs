namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// One float, for the tails of element-wise passes and for processors without fused multiply-add instructions. On these,
/// <see cref="MathF.FusedMultiplyAdd"/> is slow but rounds identically.
/// </summary>
internal readonly unsafe struct Lanes1 : ILanes<float>
{
    public static int Count => 1;

    public static int TileRows => 4;

    public static int TransposeColumns => 1;

    public static float Broadcast(float value) => value;

    public static float Load(float* source) => *source;

    public static float LoadFraction(uint* words) => (int)(*words >> 8) * FloatBits.FractionOf24Bits;

    public static void Store(float* destination, float value) => *destination = value;

    public static float Add(float left, float right) => left + right;

    public static float Subtract(float left, float right) => left - right;

    public static float Multiply(float left, float right) => left * right;

    public static float Divide(float left, float right) => left / right;

    public static float Sqrt(float value) => MathF.Sqrt(value);

    public static float MultiplyAdd(float left, float right, float addend) => MathF.FusedMultiplyAdd(left, right, addend);

    public static float SelectLess(float left, float right, float ifLess, float otherwise) => left < right ? ifLess : otherwise;

    public static uint GreaterMask(float left, float right) => left > right ? 1u : 0;

    public static uint GreaterOrEqualMask(float left, float right) => left >= right ? 1u : 0;

    public static float SumOfHalves(float value) => value;

    public static float PowerOfTwo(float n) =>
        BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(n + FloatBits.ExponentShifter) << FloatBits.MantissaBits);

    public static void SplitExponent(float value, out float mantissa, out float exponent)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        int whole = (bits - FloatBits.RootOfHalf) >> FloatBits.MantissaBits;
        mantissa = BitConverter.Int32BitsToSingle(bits - (whole << FloatBits.MantissaBits));
        exponent = whole;
    }

    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride) => *destination = *source;
}
