namespace MLNet.Autoencoder.Numerics;

/// <summary>What element-wise maths asks of its buffers.</summary>
internal static class ElementWise
{
    /// <summary>
    /// The widest vector in floats. TensorPrimitives treats spans shorter than a vector by other code than long ones, with other last
    /// bits; a length that is a multiple of this gives every element the same bits whatever the machine and the number of rows.
    /// </summary>
    public const int Block = 16;

    /// <summary>The least multiple of <see cref="Block"/> that holds <paramref name="count"/> values.</summary>
    public static int PaddedLength(int count) => checked(count + Block - 1) / Block * Block;

    /// <summary>A zeroed buffer whose length is padded.</summary>
    public static float[] Buffer(int count) => new float[PaddedLength(count)];
}
