using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MLNet.Autoencoder.Numerics;

/// <summary>Four floats: NEON, or FMA on a processor without AVX2.</summary>
internal readonly unsafe struct Lanes128 : ILanes<Vector128<float>>
{
    public static bool IsSupported => AdvSimd.Arm64.IsSupported || Fma.IsSupported;

    public static int Count => 4;

    /// <summary>NEON has 32 registers, x64 without AVX-512 has 16.</summary>
    public static int TileRows => AdvSimd.IsSupported ? 8 : 6;

    public static int TransposeColumns => 4;

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    public static Vector128<float> LoadFraction(uint* words) =>
        Vector128.ConvertToSingle(Vector128.ShiftRightLogical(Vector128.Load(words), 8).AsInt32()) * FloatBits.FractionOf24Bits;

    public static void Store(float* destination, Vector128<float> value) => value.Store(destination);

    public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;

    public static Vector128<float> Subtract(Vector128<float> left, Vector128<float> right) => left - right;

    public static Vector128<float> Multiply(Vector128<float> left, Vector128<float> right) => left * right;

    public static Vector128<float> Divide(Vector128<float> left, Vector128<float> right) => left / right;

    public static Vector128<float> Sqrt(Vector128<float> value) => Vector128.Sqrt(value);

    public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) =>
        AdvSimd.IsSupported
            ? AdvSimd.FusedMultiplyAdd(addend, left, right)
            : Fma.MultiplyAdd(left, right, addend);

    public static Vector128<float> SelectLess(Vector128<float> left, Vector128<float> right, Vector128<float> ifLess, Vector128<float> otherwise) =>
        Vector128.ConditionalSelect(Vector128.LessThan(left, right), ifLess, otherwise);

    public static uint GreaterMask(Vector128<float> left, Vector128<float> right) => Vector128.GreaterThan(left, right).ExtractMostSignificantBits();

    public static uint GreaterOrEqualMask(Vector128<float> left, Vector128<float> right) =>
        Vector128.GreaterThanOrEqual(left, right).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SumOfHalves(Vector128<float> value)
    {
        Vector128<float> two = value + Vector128.Shuffle(value, Vector128.Create(2, 3, 0, 1));
        return two[0] + two[1];
    }

    public static Vector128<float> PowerOfTwo(Vector128<float> n) =>
        Vector128.ShiftLeft((n + Vector128.Create(FloatBits.ExponentShifter)).AsInt32(), FloatBits.MantissaBits).AsSingle();

    public static void SplitExponent(Vector128<float> value, out Vector128<float> mantissa, out Vector128<float> exponent)
    {
        Vector128<int> bits = value.AsInt32();
        Vector128<int> whole = Vector128.ShiftRightArithmetic(bits - Vector128.Create(FloatBits.RootOfHalf), FloatBits.MantissaBits);
        mantissa = (bits - Vector128.ShiftLeft(whole, FloatBits.MantissaBits)).AsSingle();
        exponent = Vector128.ConvertToSingle(whole);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        var row0 = Vector128.Load(source);
        var row1 = Vector128.Load(source + sourceStride);
        var row2 = Vector128.Load(source + (2 * sourceStride));
        var row3 = Vector128.Load(source + (3 * sourceStride));
        var low01 = InterleaveLow(row0, row1).AsDouble();
        var high01 = InterleaveHigh(row0, row1).AsDouble();
        var low23 = InterleaveLow(row2, row3).AsDouble();
        var high23 = InterleaveHigh(row2, row3).AsDouble();
        Vector128.Create(low01.GetLower(), low23.GetLower()).AsSingle().Store(destination);
        Vector128.Create(low01.GetUpper(), low23.GetUpper()).AsSingle().Store(destination + destinationStride);
        Vector128.Create(high01.GetLower(), high23.GetLower()).AsSingle().Store(destination + (2 * destinationStride));
        Vector128.Create(high01.GetUpper(), high23.GetUpper()).AsSingle().Store(destination + (3 * destinationStride));
    }

    private static Vector128<float> InterleaveLow(Vector128<float> left, Vector128<float> right) =>
        AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right) : Sse.UnpackLow(left, right);

    private static Vector128<float> InterleaveHigh(Vector128<float> left, Vector128<float> right) =>
        AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right) : Sse.UnpackHigh(left, right);
}
