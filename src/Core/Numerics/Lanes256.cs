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

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static void Store(float* destination, Vector256<float> value) => value.Store(destination);

    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    public static Vector256<float> Divide(Vector256<float> left, Vector256<float> right) => left / right;

    public static Vector256<float> Sqrt(Vector256<float> value) => Vector256.Sqrt(value);

    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) =>
        Fma.MultiplyAdd(left, right, addend);

    public static Vector256<float> ZeroUnlessPositive(Vector256<float> condition, Vector256<float> value) =>
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(condition, Vector256<float>.Zero), Vector256<float>.Zero, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose4(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        // Each 128-bit lane transposes a 4x4 block of its own, so no shuffle has to cross lanes.
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
