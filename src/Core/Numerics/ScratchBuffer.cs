namespace MLNet.Autoencoder.Numerics;

/// <summary>Buffers that grow with the largest request.</summary>
internal static class ScratchBuffer
{
    /// <summary>The first elements of a buffer, which is replaced by a longer one if necessary. The contents are then lost.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="length">The number of elements.</param>
    public static Span<float> Of(ref float[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new float[length];
        }

        return buffer.AsSpan(0, length);
    }
}
