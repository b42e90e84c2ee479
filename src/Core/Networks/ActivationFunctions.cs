using System.Runtime.CompilerServices;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Networks;

/// <summary>
/// The nonlinearities f and their derivatives f′, element by element. The result for an element depends on that element alone, not on its position or
/// on the length of the span.
/// </summary>
internal static unsafe class ActivationFunctions
{
    /// <summary>
    /// The smallest x that SiLU multiplies by its sigmoid. The sigmoid is almost 0 there, but multiplied by an arbitrary x it could still give anything.
    /// </summary>
    public const float SiluMin = -87;

    /// <summary>The largest |x| whose cube GELU computes. Beyond it the sigmoid is 0 or 1, and the cube would overflow.</summary>
    public const float GeluBound = 16;

    /// <summary>√(2/π), the factor on the argument of the tanh in <see cref="Activation.Gelu"/>.</summary>
    public const float GeluScale = 0.7978845608f;

    /// <summary>The factor on the cube in <see cref="Activation.Gelu"/>.</summary>
    public const float GeluCubic = 0.044715f;

    /// <summary>output[i] = f(preactivation[i]). The two may be the same span.</summary>
    public static void Forward(Activation activation, ReadOnlySpan<float> preactivation, Span<float> output)
    {
        KernelGuard.SameLength(preactivation.Length, output.Length, nameof(output));
        fixed (float* x = preactivation, y = output)
        {
            Run(activation, x, y, slope: null, output.Length);
        }
    }

    /// <summary>
    /// The same during training: the derivative f′(preactivation[i]) replaces the preactivation, because the backward pass only multiplies by it.
    /// </summary>
    /// <param name="activation">f.</param>
    /// <param name="preactivation">The preactivations; receives their derivatives.</param>
    /// <param name="output">Receives f(preactivation); must be another span.</param>
    public static void ForwardWithSlope(Activation activation, Span<float> preactivation, Span<float> output)
    {
        KernelGuard.SameLength(preactivation.Length, output.Length, nameof(output));
        fixed (float* x = preactivation, y = output)
        {
            Run(activation, x, y, slope: x, output.Length);
        }
    }

    private static void Run(Activation activation, float* x, float* y, float* slope, int length)
    {
        switch (activation)
        {
            case Activation.Relu:
                ElementMap.Run<Relu>(x, y, slope, length);
                break;
            case Activation.Tanh:
                ElementMap.Run<Tanh>(x, y, slope, length);
                break;
            case Activation.Silu:
                ElementMap.Run<Silu>(x, y, slope, length);
                break;
            case Activation.Gelu:
                ElementMap.Run<Gelu>(x, y, slope, length);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
        }
    }

    private readonly struct Relu : IElementFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TLanes, TVector>(TVector x, out TVector slope)
            where TLanes : ILanes<TVector>
            where TVector : struct
        {
            TVector zero = TLanes.Broadcast(0);
            slope = TLanes.SelectLess(zero, x, TLanes.Broadcast(1), zero);
            return TLanes.SelectLess(x, zero, zero, x);
        }
    }

    private readonly struct Tanh : IElementFunction
    {
        /// <summary>f′ = 1 − f².</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TLanes, TVector>(TVector x, out TVector slope)
            where TLanes : ILanes<TVector>
            where TVector : struct
        {
            TVector tanh = ElementaryFunctions<TLanes, TVector>.Tanh(x);
            slope = TLanes.Subtract(TLanes.Broadcast(1), TLanes.Multiply(tanh, tanh));
            return tanh;
        }
    }

    private readonly struct Silu : IElementFunction
    {
        /// <summary>f = xs and f′ = s + xs(1 − s), where s = sigmoid(x).</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TLanes, TVector>(TVector x, out TVector slope)
            where TLanes : ILanes<TVector>
            where TVector : struct
        {
            TVector lower = TLanes.Broadcast(SiluMin);
            TVector sigmoid = ElementaryFunctions<TLanes, TVector>.Sigmoid(x);
            TVector value = TLanes.Multiply(TLanes.SelectLess(x, lower, lower, x), sigmoid);
            slope = TLanes.MultiplyAdd(value, TLanes.Subtract(TLanes.Broadcast(1), sigmoid), sigmoid);
            return value;
        }
    }

    private readonly struct Gelu : IElementFunction
    {
        private const float Scale = 2 * GeluScale;

        /// <summary>
        /// ½x(1 + tanh u) = x·s, where s = sigmoid(2u) and u = √(2/π)(x + 0.044715x³); f′ = s + xs(1 − s)·2u′ with
        /// u′ = √(2/π)(1 + 3·0.044715x²).
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TLanes, TVector>(TVector x, out TVector slope)
            where TLanes : ILanes<TVector>
            where TVector : struct
        {
            TVector lower = TLanes.Broadcast(-GeluBound), upper = TLanes.Broadcast(GeluBound);
            TVector bounded = TLanes.SelectLess(x, lower, lower, x);
            TVector inner = TLanes.SelectLess(upper, bounded, upper, bounded);
            TVector square = TLanes.Multiply(inner, inner);
            TVector factor = TLanes.MultiplyAdd(TLanes.Broadcast(Scale * GeluCubic), square, TLanes.Broadcast(Scale));
            TVector sigmoid = ElementaryFunctions<TLanes, TVector>.Sigmoid(TLanes.Multiply(inner, factor));

            TVector innerSlope = TLanes.MultiplyAdd(TLanes.Broadcast(3 * Scale * GeluCubic), square, TLanes.Broadcast(Scale));
            TVector rise = TLanes.Multiply(TLanes.Multiply(inner, sigmoid), TLanes.Subtract(TLanes.Broadcast(1), sigmoid));
            slope = TLanes.MultiplyAdd(rise, innerSlope, sigmoid);
            return TLanes.Multiply(bounded, sigmoid);
        }
    }
}
