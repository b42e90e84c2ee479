namespace MLNet.Autoencoder.Numerics;

/// <summary>Division of lengths, which may be close to the largest <see cref="int"/>.</summary>
internal static class Division
{
    /// <summary>The number of units that cover a length: the quotient, rounded up. In 64 bits, because their sum may overflow 32.</summary>
    /// <param name="length">The length; 0 or more.</param>
    /// <param name="unit">The length of a unit; 1 or more.</param>
    public static int RoundUp(int length, int unit) => (int)(((long)length + unit - 1) / unit);
}
