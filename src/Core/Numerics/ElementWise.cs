using System.Runtime.CompilerServices;

namespace MLNet.Autoencoder.Numerics;

/// <summary>Functions of every element of a span, and the buffers that suit them best.</summary>
internal static class ElementWise
{
    /// <summary>
    /// The widest vector in floats. Buffers of a length that is a multiple of this have no elements behind the last vector, which would be computed
    /// one by one, if with the same bits.
    /// </summary>
    public const int Block = 16;

    /// <summary>The least multiple of <see cref="Block"/> that holds <paramref name="count"/> values.</summary>
    public static int PaddedLength(int count) => checked(count + Block - 1) / Block * Block;

    /// <summary>A zeroed buffer whose length is padded.</summary>
    public static float[] Buffer(int count) => new float[PaddedLength(count)];

    /// <summary>y[i] = eˣ of every x[i]. The two may be the same span.</summary>
    public static void Exp(ReadOnlySpan<float> x, Span<float> y) => Map<ExpFunction>(x, y);

    /// <summary>y[i] = ln x[i], of numbers that are positive and normal. The two may be the same span.</summary>
    public static void Log(ReadOnlySpan<float> x, Span<float> y) => Map<LogFunction>(x, y);

    /// <summary>y[i] = 1/(1 + e⁻ˣ) of every x[i]. The two may be the same span.</summary>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> y) => Map<SigmoidFunction>(x, y);

    private static unsafe void Map<TFunction>(ReadOnlySpan<float> x, Span<float> y)
        where TFunction : IElementFunction
    {
        KernelGuard.SameLength(x.Length, y.Length, nameof(y));
        fixed (float* px = x, py = y)
        {
            ElementMap.Run<TFunction>(px, py, slope: null, y.Length);
        }
    }

    /// <summary>Here and below nobody asks for a slope, and the value stands for it.</summary>
    internal readonly struct ExpFunction : IElementFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TLanes, TVector>(TVector x, out TVector slope)
            where TLanes : ILanes<TVector>
            where TVector : struct => slope = ElementaryFunctions<TLanes, TVector>.Exp(x);
    }

    internal readonly struct LogFunction : IElementFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TLanes, TVector>(TVector x, out TVector slope)
            where TLanes : ILanes<TVector>
            where TVector : struct => slope = ElementaryFunctions<TLanes, TVector>.Log(x);
    }

    internal readonly struct SigmoidFunction : IElementFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TLanes, TVector>(TVector x, out TVector slope)
            where TLanes : ILanes<TVector>
            where TVector : struct => slope = ElementaryFunctions<TLanes, TVector>.Sigmoid(x);
    }
}
