namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Where a thread packs the operands of a product. It grows to what the largest product needs and is then reused without allocating.
/// </summary>
internal sealed class PackingBuffer
{
    private AlignedBuffer _buffer = new(0);

    /// <summary>Room for at least <paramref name="length"/> floats. What was there before is gone.</summary>
    public AlignedBuffer Rent(int length)
    {
        if (_buffer.Length < length)
        {
            _buffer = new AlignedBuffer(length);
        }

        return _buffer;
    }
}
