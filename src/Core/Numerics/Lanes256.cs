using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MLNet.Autoencoder.Numerics;

/// <summary>Eight floats: AVX2 with FMA.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    public static int Count => 8;

    /// <summary>6 × 2 accumulators, two vectors of b and one of a fill 15 of the 16 registers.</summary>
    public static int TileRows => 6;

    public static int TransposeColumns => 4;

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static Vector256<float> LoadFraction(uint* words) =>
        Vector256.ConvertToSingle(Vector256.ShiftRightLogical(Vector256.Load(words), 8).AsInt32()) * FloatBits.FractionOf24Bits;

    public static void Store(float* destination, Vector256<float> value) => value.Store(destination);

    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    public static Vector256<float> Divide(Vector256<float> left, Vector256<float> right) => left / right;

    public static Vector256<float> Sqrt(Vector256<float> value) => Vector256.Sqrt(value);

    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) =>
        Fma.MultiplyAdd(left, right, addend);

    public static Vector256<float> SelectLess(Vector256<float> left, Vector256<float> right, Vector256<float> ifLess, Vector256<float> otherwise) =>
        Vector256.ConditionalSelect(Vector256.LessThan(left, right), ifLess, otherwise);

    public static uint GreaterMask(Vector256<float> left, Vector256<float> right) => Vector256.GreaterThan(left, right).ExtractMostSignificantBits();

    public static uint GreaterOrEqualMask(Vector256<float> left, Vector256<float> right) =>
        Vector256.GreaterThanOrEqual(left, right).ExtractMostSignificantBits();

    public static float SumOfHalves(Vector256<float> value) => Lanes128.SumOfHalves(value.GetLower() + value.GetUpper());

    public static Vector256<float> PowerOfTwo(Vector256<float> n) =>
        Vector256.ShiftLeft((n + Vector256.Create(FloatBits.ExponentShifter)).AsInt32(), FloatBits.MantissaBits).AsSingle();

    public static void SplitExponent(Vector256<float> value, out Vector256<float> mantissa, out Vector256<float> exponent)
    {
        Vector256<int> bits = value.AsInt32();
        Vector256<int> whole = Vector256.ShiftRightArithmetic(bits - Vector256.Create(FloatBits.RootOfHalf), FloatBits.MantissaBits);
        mantissa = (bits - Vector256.ShiftLeft(whole, FloatBits.MantissaBits)).AsSingle();
        exponent = Vector256.ConvertToSingle(whole);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        // Each 128-bit lane transposes its own 4x4 block, so no shuffle crosses lanes.
        var row0 = LoadEveryFourthRow(source, sourceStride);
        var row1 = LoadEveryFourthRow(source + sourceStride, sourceStride);
        var row2 = LoadEveryFourthRow(source + (2 * sourceStride), sourceStride);
        var row3 = LoadEveryFourthRow(source + (3 * sourceStride), sourceStride);
        var low01 = Avx.UnpackLow(row0, row1).AsDouble();
        var high01 = Avx.UnpackHigh(row0, row1).AsDouble();
        var low23 = Avx.UnpackLow(row2, row3).AsDouble();
        var high23 = Avx.UnpackHigh(row2, row3).AsDouble();
        Avx.UnpackLow(low01, low23).AsSingle().Store(destination);
        Avx.UnpackHigh(low01, low23).AsSingle().Store(destination + destinationStride);
        Avx.UnpackLow(high01, high23).AsSingle().Store(destination + (2 * destinationStride));
        Avx.UnpackHigh(high01, high23).AsSingle().Store(destination + (3 * destinationStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> LoadEveryFourthRow(float* source, nint stride) =>
        Vector128.Load(source).ToVector256Unsafe().WithUpper(Vector128.Load(source + (4 * stride)));
}
