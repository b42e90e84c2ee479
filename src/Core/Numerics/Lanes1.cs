namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// One float: the tails of element-wise passes, and processors without fused multiply-add instructions,
/// where <see cref="MathF.FusedMultiplyAdd"/> is slow but rounds alike.
/// </summary>
internal readonly unsafe struct Lanes1 : ILanes<float>
{
    public static int Count => 1;

    public static int TileRows => 4;

    public static float Broadcast(float value) => value;

    public static float Load(float* source) => *source;

    public static void Store(float* destination, float value) => *destination = value;

    public static float Add(float left, float right) => left + right;

    public static float Subtract(float left, float right) => left - right;

    public static float Multiply(float left, float right) => left * right;

    public static float Divide(float left, float right) => left / right;

    public static float Sqrt(float value) => MathF.Sqrt(value);

    public static float MultiplyAdd(float left, float right, float addend) => MathF.FusedMultiplyAdd(left, right, addend);

    public static float ZeroUnlessPositive(float condition, float value) => condition <= 0 ? 0 : value;

    public static void Transpose4(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        for (var i = 0; i < 4; i++)
        {
            destination[i * destinationStride] = source[i];
        }
    }
}
