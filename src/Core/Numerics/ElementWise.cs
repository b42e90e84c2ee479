using System.Runtime.CompilerServices;

namespace MLNet.Autoencoder.Numerics;

/// <summary>Functions applied to every element of a span.</summary>
internal static class ElementWise
{
    /// <summary>y[i] = exp(x[i]). The two may be the same span.</summary>
    public static void Exp(ReadOnlySpan<float> x, Span<float> y) => Map<ExpFunction>(x, y);

    /// <summary>y[i] = ln x[i], for positive, normal numbers. The two may be the same span.</summary>
    public static void Log(ReadOnlySpan<float> x, Span<float> y) => Map<LogFunction>(x, y);

    /// <summary>y[i] = 1/(1 + exp(−x[i])). The two may be the same span.</summary>
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

    /// <summary>The derivative of this function and of those below is never used; the value is a placeholder for it.</summary>
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
