namespace MLNet.Autoencoder.Numerics;

/// <summary>What the bits of a float are made of, where an exponent is taken out or put in.</summary>
internal static class FloatBits
{
    /// <summary>The bits behind the point.</summary>
    public const int MantissaBits = 23;

    /// <summary>√½: from it to √2 mantissas are centred on 1.</summary>
    public const int RootOfHalf = 0x3F3504F3;

    /// <summary>Added to a small number, leaves the nearest whole one, and its bits behind the point say which: 1.5·2²³.</summary>
    public const float Rounder = 12582912f;

    /// <summary>The same with the offset that exponents are stored with.</summary>
    public const float ExponentShifter = Rounder + 127f;

    /// <summary>From a whole number of 24 bits to a fraction: 2⁻²⁴.</summary>
    public const float FractionOf24Bits = 1f / (1 << 24);
}
