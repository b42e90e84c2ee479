using System.Runtime.CompilerServices;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Exponential, logarithm and similar functions, lane by lane. They use only the correctly rounded operations of <see cref="ILanes{TVector}"/>, so
/// every width, processor and C library gives the same bits. Errors are a few units in the last place of single precision.
/// </summary>
/// <remarks>The polynomials of exp, log and tanh are those of S. Moshier's Cephes library (expf, logf, tanhf). Its sinf and cosf cover only an
/// eighth of a turn; those here are Taylor polynomials that cover a quarter.</remarks>
internal static class ElementaryFunctions<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    // ln 2 in two parts. The first has so few bits that its products with integers are exact.
    private const float LogOf2High = 0.693359375f;
    private const float LogOf2Low = -2.12194440e-4f;
    private const float Log2OfE = 1.44269504088896341f;

    /// <summary>eˣ: 0 below −104, infinite above 88.7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        TVector mantissa = ReducedExp(Clamp(x, -110, 90), out TVector n);

        // In two steps, because 2ⁿ alone may be too small or too large for a float even if the result is not.
        TVector half = Round(TLanes.Multiply(n, TLanes.Broadcast(0.5f)));
        TVector scaled = TLanes.Multiply(mantissa, TLanes.PowerOfTwo(half));
        return TLanes.Multiply(scaled, TLanes.PowerOfTwo(TLanes.Subtract(n, half)));
    }

    /// <summary>1/(1 + e⁻ˣ). Never less than about 2⁻¹²⁵, so never 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid(TVector x)
    {
        TVector one = TLanes.Broadcast(1);
        TVector mantissa = ReducedExp(Clamp(TLanes.Subtract(TLanes.Broadcast(0), x), -87, 87), out TVector n);
        return TLanes.Divide(one, TLanes.MultiplyAdd(mantissa, TLanes.PowerOfTwo(n), one));
    }

    /// <summary>tanh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh(TVector x)
    {
        // A series near 0, where 1 − 2/(e²ˣ + 1) would cancel.
        TVector square = TLanes.Multiply(x, x);
        TVector series = TLanes.MultiplyAdd(TLanes.Broadcast(-5.70498872745e-3f), square, TLanes.Broadcast(2.06390887954e-2f));
        series = TLanes.MultiplyAdd(series, square, TLanes.Broadcast(-5.37397155531e-2f));
        series = TLanes.MultiplyAdd(series, square, TLanes.Broadcast(1.33314422036e-1f));
        series = TLanes.MultiplyAdd(series, square, TLanes.Broadcast(-3.33332819422e-1f));
        series = TLanes.MultiplyAdd(TLanes.Multiply(series, square), x, x);

        TVector one = TLanes.Broadcast(1);
        TVector mantissa = ReducedExp(Clamp(TLanes.Add(x, x), -87, 87), out TVector n);
        TVector quotient = TLanes.Divide(TLanes.Broadcast(2), TLanes.MultiplyAdd(mantissa, TLanes.PowerOfTwo(n), one));
        return TLanes.SelectLess(square, TLanes.Broadcast(0.625f * 0.625f), series, TLanes.Subtract(one, quotient));
    }

    /// <summary>ln x, for positive, normal x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Log(TVector x)
    {
        TLanes.SplitExponent(x, out TVector mantissa, out TVector exponent);
        TVector z = TLanes.Subtract(mantissa, TLanes.Broadcast(1));
        TVector square = TLanes.Multiply(z, z);
        TVector series = TLanes.MultiplyAdd(TLanes.Broadcast(7.0376836292e-2f), z, TLanes.Broadcast(-1.1514610310e-1f));
        series = TLanes.MultiplyAdd(series, z, TLanes.Broadcast(1.1676998740e-1f));
        series = TLanes.MultiplyAdd(series, z, TLanes.Broadcast(-1.2420140846e-1f));
        series = TLanes.MultiplyAdd(series, z, TLanes.Broadcast(1.4249322787e-1f));
        series = TLanes.MultiplyAdd(series, z, TLanes.Broadcast(-1.6668057665e-1f));
        series = TLanes.MultiplyAdd(series, z, TLanes.Broadcast(2.0000714765e-1f));
        series = TLanes.MultiplyAdd(series, z, TLanes.Broadcast(-2.4999993993e-1f));
        series = TLanes.MultiplyAdd(series, z, TLanes.Broadcast(3.3333331174e-1f));
        TVector tail = TLanes.Multiply(TLanes.Multiply(series, square), z);
        tail = TLanes.MultiplyAdd(exponent, TLanes.Broadcast(LogOf2Low), tail);
        tail = TLanes.MultiplyAdd(square, TLanes.Broadcast(-0.5f), tail);
        return TLanes.MultiplyAdd(exponent, TLanes.Broadcast(LogOf2High), TLanes.Add(z, tail));
    }

    /// <summary>sin 2πt and cos 2πt for t in [0, 1], to an absolute error of about 2⁻²³.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SinCosOfTurns(TVector t, out TVector sine, out TVector cosine)
    {
        // The exact distance from t to the nearest half turn, and the sign after that many half turns: 1 for 0 and 2, −1 for 1.
        TVector halves = Round(TLanes.Add(t, t));
        TVector angle = TLanes.Multiply(TLanes.MultiplyAdd(halves, TLanes.Broadcast(-0.5f), t), TLanes.Broadcast(MathF.Tau));
        TVector one = TLanes.Broadcast(1);
        TVector off = TLanes.Subtract(halves, one);
        TVector sign = TLanes.MultiplyAdd(TLanes.Add(off, off), off, TLanes.Broadcast(-1));

        TVector square = TLanes.Multiply(angle, angle);
        TVector odd = TLanes.MultiplyAdd(TLanes.Broadcast(-1f / 39916800), square, TLanes.Broadcast(1f / 362880));
        odd = TLanes.MultiplyAdd(odd, square, TLanes.Broadcast(-1f / 5040));
        odd = TLanes.MultiplyAdd(odd, square, TLanes.Broadcast(1f / 120));
        odd = TLanes.MultiplyAdd(odd, square, TLanes.Broadcast(-1f / 6));
        odd = TLanes.MultiplyAdd(odd, square, one);
        sine = TLanes.Multiply(TLanes.Multiply(odd, angle), sign);

        TVector even = TLanes.MultiplyAdd(TLanes.Broadcast(1f / 479001600), square, TLanes.Broadcast(-1f / 3628800));
        even = TLanes.MultiplyAdd(even, square, TLanes.Broadcast(1f / 40320));
        even = TLanes.MultiplyAdd(even, square, TLanes.Broadcast(-1f / 720));
        even = TLanes.MultiplyAdd(even, square, TLanes.Broadcast(1f / 24));
        even = TLanes.MultiplyAdd(even, square, TLanes.Broadcast(-0.5f));
        even = TLanes.MultiplyAdd(even, square, one);
        cosine = TLanes.Multiply(even, sign);
    }

    /// <summary>The mantissa of eˣ = mantissa·2ⁿ, for x so small that n is an exact integer; NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ReducedExp(TVector x, out TVector n)
    {
        n = Round(TLanes.Multiply(x, TLanes.Broadcast(Log2OfE)));
        TVector r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-LogOf2High), x);
        r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-LogOf2Low), r);
        TVector series = TLanes.MultiplyAdd(TLanes.Broadcast(1.9875691500e-4f), r, TLanes.Broadcast(1.3981999507e-3f));
        series = TLanes.MultiplyAdd(series, r, TLanes.Broadcast(8.3334519073e-3f));
        series = TLanes.MultiplyAdd(series, r, TLanes.Broadcast(4.1665795894e-2f));
        series = TLanes.MultiplyAdd(series, r, TLanes.Broadcast(1.6666665459e-1f));
        series = TLanes.MultiplyAdd(series, r, TLanes.Broadcast(5.0000001201e-1f));
        return TLanes.MultiplyAdd(series, TLanes.Multiply(r, r), TLanes.Add(r, TLanes.Broadcast(1)));
    }

    /// <summary>Rounds to the nearest integer, for numbers below 2²².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Round(TVector x) =>
        TLanes.Subtract(TLanes.Add(x, TLanes.Broadcast(FloatBits.Rounder)), TLanes.Broadcast(FloatBits.Rounder));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Clamp(TVector x, float low, float high)
    {
        TVector lower = TLanes.Broadcast(low), upper = TLanes.Broadcast(high);
        x = TLanes.SelectLess(x, lower, lower, x);
        return TLanes.SelectLess(upper, x, upper, x);
    }
}
