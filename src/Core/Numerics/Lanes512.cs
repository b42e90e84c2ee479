using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MLNet.Autoencoder.Numerics;

/// <summary>Sixteen floats: AVX-512.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    public static int Count => 16;

    /// <summary>8 × 2 accumulators of 32 registers: enough to hide the latency of two multiply-adds a cycle.</summary>
    public static int TileRows => 8;

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    public static void Store(float* destination, Vector512<float> value) => value.Store(destination);

    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    public static Vector512<float> Divide(Vector512<float> left, Vector512<float> right) => left / right;

    public static Vector512<float> Sqrt(Vector512<float> value) => Vector512.Sqrt(value);

    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Avx512F.FusedMultiplyAdd(left, right, addend);

    public static Vector512<float> ZeroUnlessPositive(Vector512<float> condition, Vector512<float> value) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(condition, Vector512<float>.Zero), Vector512<float>.Zero, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose4(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        // Each 128-bit lane transposes a 4x4 block of its own, so no shuffle has to cross lanes.
        var row0 = LoadEveryFourthRow(source, sourceStride);
        var row1 = LoadEveryFourthRow(source + sourceStride, sourceStride);
        var row2 = LoadEveryFourthRow(source + (2 * sourceStride), sourceStride);
        var row3 = LoadEveryFourthRow(source + (3 * sourceStride), sourceStride);
        var low01 = Avx512F.UnpackLow(row0, row1).AsDouble();
        var high01 = Avx512F.UnpackHigh(row0, row1).AsDouble();
        var low23 = Avx512F.UnpackLow(row2, row3).AsDouble();
        var high23 = Avx512F.UnpackHigh(row2, row3).AsDouble();
        Avx512F.UnpackLow(low01, low23).AsSingle().Store(destination);
        Avx512F.UnpackHigh(low01, low23).AsSingle().Store(destination + destinationStride);
        Avx512F.UnpackLow(high01, high23).AsSingle().Store(destination + (2 * destinationStride));
        Avx512F.UnpackHigh(high01, high23).AsSingle().Store(destination + (3 * destinationStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LoadEveryFourthRow(float* source, nint stride)
    {
        var rows = Vector128.Load(source).ToVector256Unsafe().ToVector512Unsafe();
        rows = Avx512F.InsertVector128(rows, Vector128.Load(source + (4 * stride)), 1);
        rows = Avx512F.InsertVector128(rows, Vector128.Load(source + (8 * stride)), 2);
        return Avx512F.InsertVector128(rows, Vector128.Load(source + (12 * stride)), 3);
    }
}
