using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MLNet.Autoencoder.Numerics;

/// <summary>Sixteen floats: AVX-512.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    public static int Count => 16;

    /// <summary>8 × 2 accumulators of 32 registers: enough to hide the latency of two multiply-adds per cycle.</summary>
    public static int TileRows => 8;

    public static int TransposeColumns => 8;

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    public static Vector512<float> LoadFraction(uint* words) =>
        Vector512.ConvertToSingle(Vector512.ShiftRightLogical(Vector512.Load(words), 8).AsInt32()) * FloatBits.FractionOf24Bits;

    public static void Store(float* destination, Vector512<float> value) => value.Store(destination);

    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    public static Vector512<float> Divide(Vector512<float> left, Vector512<float> right) => left / right;

    public static Vector512<float> Sqrt(Vector512<float> value) => Vector512.Sqrt(value);

    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Avx512F.FusedMultiplyAdd(left, right, addend);

    public static Vector512<float> SelectLess(Vector512<float> left, Vector512<float> right, Vector512<float> ifLess, Vector512<float> otherwise) =>
        Vector512.ConditionalSelect(Vector512.LessThan(left, right), ifLess, otherwise);

    public static uint GreaterMask(Vector512<float> left, Vector512<float> right) => (uint)Vector512.GreaterThan(left, right).ExtractMostSignificantBits();

    public static uint GreaterOrEqualMask(Vector512<float> left, Vector512<float> right) =>
        (uint)Vector512.GreaterThanOrEqual(left, right).ExtractMostSignificantBits();

    public static float SumOfHalves(Vector512<float> value) => Lanes256.SumOfHalves(value.GetLower() + value.GetUpper());

    public static Vector512<float> PowerOfTwo(Vector512<float> n) =>
        Vector512.ShiftLeft((n + Vector512.Create(FloatBits.ExponentShifter)).AsInt32(), FloatBits.MantissaBits).AsSingle();

    public static void SplitExponent(Vector512<float> value, out Vector512<float> mantissa, out Vector512<float> exponent)
    {
        Vector512<int> bits = value.AsInt32();
        Vector512<int> whole = Vector512.ShiftRightArithmetic(bits - Vector512.Create(FloatBits.RootOfHalf), FloatBits.MantissaBits);
        mantissa = (bits - Vector512.ShiftLeft(whole, FloatBits.MantissaBits)).AsSingle();
        exponent = Vector512.ConvertToSingle(whole);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        // Transpose 4x4 blocks within 128-bit lanes, then gather the blocks of each column.
        (Vector512<double> column0, Vector512<double> column1, Vector512<double> column2, Vector512<double> column3) =
            TransposeBlocks(source, sourceStride);
        (Vector512<double> lower0, Vector512<double> lower1, Vector512<double> lower2, Vector512<double> lower3) =
            TransposeBlocks(source + (4 * sourceStride), sourceStride);
        StoreColumns(column0, lower0, destination, 4 * destinationStride);
        StoreColumns(column1, lower1, destination + destinationStride, 4 * destinationStride);
        StoreColumns(column2, lower2, destination + (2 * destinationStride), 4 * destinationStride);
        StoreColumns(column3, lower3, destination + (3 * destinationStride), 4 * destinationStride);
    }

    /// <summary>
    /// Transposes blocks of 8 columns in rows 0 to 3 and 8 to 11. Vector c holds columns c and c + 4 of the first four rows, then of the other four.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Column0, Vector512<double> Column1, Vector512<double> Column2, Vector512<double> Column3) TransposeBlocks(
        float* source, nint stride)
    {
        var row0 = LoadEveryEighthRow(source, stride);
        var row1 = LoadEveryEighthRow(source + stride, stride);
        var row2 = LoadEveryEighthRow(source + (2 * stride), stride);
        var row3 = LoadEveryEighthRow(source + (3 * stride), stride);
        var low01 = Avx512F.UnpackLow(row0, row1).AsDouble();
        var high01 = Avx512F.UnpackHigh(row0, row1).AsDouble();
        var low23 = Avx512F.UnpackLow(row2, row3).AsDouble();
        var high23 = Avx512F.UnpackHigh(row2, row3).AsDouble();
        return (Avx512F.UnpackLow(low01, low23), Avx512F.UnpackHigh(low01, low23), Avx512F.UnpackLow(high01, high23), Avx512F.UnpackHigh(high01, high23));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LoadEveryEighthRow(float* source, nint stride) =>
        Vector512.Create(Vector256.Load(source), Vector256.Load(source + (8 * stride)));

    /// <summary>Stores two columns, four apart. One vector has their rows 0 to 3 and 8 to 11, the other has rows 4 to 7 and 12 to 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumns(Vector512<double> rows0And8, Vector512<double> rows4And12, float* destination, nint stride)
    {
        Avx512F.PermuteVar8x64x2(rows0And8, Vector512.Create(0L, 1, 8, 9, 4, 5, 12, 13), rows4And12).AsSingle().Store(destination);
        Avx512F.PermuteVar8x64x2(rows0And8, Vector512.Create(2L, 3, 10, 11, 6, 7, 14, 15), rows4And12).AsSingle().Store(destination + stride);
    }
}
