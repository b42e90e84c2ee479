using System.Numerics.Tensors;

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

    /// <summary>The natural logarithm, with the same bits whatever the C library: Math.Log is the platform's.</summary>
    public static double Log(double value)
    {
        Span<double> block = stackalloc double[Block];
        block.Fill(value);
        TensorPrimitives.Log(block, block);
        return block[0];
    }

    /// <summary>The exponential, likewise.</summary>
    public static double Exp(double value)
    {
        Span<double> block = stackalloc double[Block];
        block.Fill(value);
        TensorPrimitives.Exp(block, block);
        return block[0];
    }

    /// <summary>The cosine, likewise.</summary>
    public static double Cos(double value)
    {
        Span<double> block = stackalloc double[Block];
        block.Fill(value);
        TensorPrimitives.Cos(block, block);
        return block[0];
    }
}
