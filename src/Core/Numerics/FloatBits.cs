namespace MLNet.Autoencoder.Numerics;

/// <summary>Constants for taking a float's bits apart and putting them together.</summary>
internal static class FloatBits
{
    /// <summary>The number of bits after the binary point.</summary>
    public const int MantissaBits = 23;

    /// <summary>The bits of √½. Mantissas from √½ to √2 are centered on 1.</summary>
    public const int RootOfHalf = 0x3F3504F3;

    /// <summary>1.5·2²³. Adding it to a small number rounds the number to an integer, which is then in the low bits of the sum.</summary>
    public const float Rounder = 12582912f;

    /// <summary>The same plus the bias of stored exponents.</summary>
    public const float ExponentShifter = Rounder + 127f;

    /// <summary>2⁻²⁴, the factor from a 24-bit integer to a fraction.</summary>
    public const float FractionOf24Bits = 1f / (1 << 24);
}
