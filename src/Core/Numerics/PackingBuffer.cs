namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// What a thread keeps between products: a buffer for packed operands, which grows to the size that the largest product needs and is then reused
/// without allocation, and a direction.
/// </summary>
internal sealed class PackingBuffer
{
    // Allocated when a product needs it, which that of a single row with packed weights never does: pinned memory is slow to allocate.
    private AlignedBuffer? _buffer;

    /// <summary>Whether products of a single row process their columns from last to first.</summary>
    public bool IsReversed { get; set; }

    /// <summary>Memory for at least <paramref name="length"/> floats. The previous contents are lost.</summary>
    public AlignedBuffer Rent(int length)
    {
        if (_buffer is null || _buffer.Length < length)
        {
            _buffer = new AlignedBuffer(length);
        }

        return _buffer;
    }
}
