namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// The packing buffer of matrix products. It grows to what the largest product needs and is then reused without allocating.
/// Not thread-safe: one for each thread of use.
/// </summary>
internal sealed class MatrixWorkspace
{
    private AlignedBuffer _panel = new(0);

    /// <summary>Room for at least <paramref name="length"/> floats. What was there before is gone.</summary>
    internal AlignedBuffer Rent(int length)
    {
        if (_panel.Length < length)
        {
            _panel = new AlignedBuffer(length);
        }

        return _panel;
    }
}
