namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// What a thread keeps from one product to the next: where it packs operands, which grows to what the largest product needs and is then reused without
/// allocating, and which way it goes.
/// </summary>
internal sealed class PackingBuffer
{
    private AlignedBuffer _buffer = new(0);

    /// <summary>Whether products of a single row go through their columns from the last to the first.</summary>
    public bool GoesBackwards { get; set; }

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
