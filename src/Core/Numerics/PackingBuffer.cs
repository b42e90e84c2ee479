namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// What a thread keeps between products: a buffer for packed operands, which grows to the size that the largest product needs and is then reused
/// without allocation, and a direction.
/// </summary>
internal sealed class PackingBuffer
{
    private AlignedBuffer _buffer = new(0);

    /// <summary>Whether products of a single row process their columns from last to first.</summary>
    public bool IsReversed { get; set; }

    /// <summary>Memory for at least <paramref name="length"/> floats. The previous contents are lost.</summary>
    public AlignedBuffer Rent(int length)
    {
        if (_buffer.Length < length)
        {
            _buffer = new AlignedBuffer(length);
        }

        return _buffer;
    }
}
