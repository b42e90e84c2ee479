using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLNet.Autoencoder.Numerics;

/// <summary>A function of one number with its derivative, written once for all widths. Both share most of their arithmetic.</summary>
internal interface IElementFunction
{
    /// <summary>f(x) and f′(x). The JIT drops a derivative that is not used; a function whose derivative is never used need not compute it.</summary>
    static abstract TVector Of<TLanes, TVector>(TVector x, out TVector slope)
        where TLanes : ILanes<TVector>
        where TVector : struct;
}

/// <summary>Applies a function to every element of an array. The bits of a result do not depend on the element's position.</summary>
internal static unsafe class ElementMap
{
    /// <param name="x">The elements.</param>
    /// <param name="y">Receives f of each; may be x.</param>
    /// <param name="slope">Receives f′ of each; may be x; <see langword="null"/> if derivatives are not wanted.</param>
    /// <param name="length">The number of elements.</param>
    public static void Run<TFunction>(float* x, float* y, float* slope, int length)
        where TFunction : IElementFunction
    {
        if (Lanes512.IsSupported)
        {
            Run<TFunction, Lanes512, Vector512<float>>(x, y, slope, length);
        }
        else if (Lanes256.IsSupported)
        {
            Run<TFunction, Lanes256, Vector256<float>>(x, y, slope, length);
        }
        else if (Lanes128.IsSupported)
        {
            Run<TFunction, Lanes128, Vector128<float>>(x, y, slope, length);
        }
        else
        {
            Run<TFunction, Lanes1, float>(x, y, slope, length);
        }
    }

    private static void Run<TFunction, TLanes, TVector>(float* x, float* y, float* slope, int length)
        where TFunction : IElementFunction
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int done = Pass<TFunction, TLanes, TVector>(x, y, slope, length);
        int rest = length - done;
        if (rest > 0)
        {
            // A whole vector, of which some lanes are computed in vain, is faster than single elements.
            float* scratch = stackalloc float[2 * TLanes.Count];
            float* scratchSlope = slope is null ? null : scratch + TLanes.Count;
            new ReadOnlySpan<float>(x + done, rest).CopyTo(new Span<float>(scratch, rest));
            Pass<TFunction, TLanes, TVector>(scratch, scratch, scratchSlope, TLanes.Count);
            new ReadOnlySpan<float>(scratch, rest).CopyTo(new Span<float>(y + done, rest));
            if (slope is not null)
            {
                new ReadOnlySpan<float>(scratchSlope, rest).CopyTo(new Span<float>(slope + done, rest));
            }
        }
    }

    /// <summary>Computes the whole vectors, and returns the number of elements done.</summary>
    private static int Pass<TFunction, TLanes, TVector>(float* x, float* y, float* slope, int length)
        where TFunction : IElementFunction
        where TLanes : ILanes<TVector>
        where TVector : struct =>
        slope is null
            ? Values<TFunction, TLanes, TVector>(x, y, length)
            : ValuesAndSlopes<TFunction, TLanes, TVector>(x, y, slope, length);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Values<TFunction, TLanes, TVector>(float* x, float* y, int length)
        where TFunction : IElementFunction
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Store(y + i, TFunction.Of<TLanes, TVector>(TLanes.Load(x + i), out _));
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ValuesAndSlopes<TFunction, TLanes, TVector>(float* x, float* y, float* slope, int length)
        where TFunction : IElementFunction
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
        {
            TVector value = TFunction.Of<TLanes, TVector>(TLanes.Load(x + i), out TVector derivative);
            TLanes.Store(y + i, value);
            TLanes.Store(slope + i, derivative);
        }

        return i;
    }
}
