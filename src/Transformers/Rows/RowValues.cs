using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Rows;

/// <summary>The values of one or more rows, from which results are computed on the first request. For one thread at a time.</summary>
/// <param name="dimension">d.</param>
internal abstract class RowValues(int dimension)
{
    private float[] _values = [];

    /// <summary>The values of all rows, <c>[n, d]</c>.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count * dimension);

    /// <summary>n, the number of rows.</summary>
    protected int Count { get; private set; }

    /// <summary>Starts over with other rows.</summary>
    /// <param name="count">The number of rows.</param>
    /// <returns>Where the caller writes their values, <c>[n, d]</c>.</returns>
    public Span<float> Reset(int count)
    {
        Count = count;
        Invalidate();
        return ScratchBuffer.Of(ref _values, count * dimension);
    }

    /// <summary>The values of a row, <c>[d]</c>.</summary>
    public ReadOnlySpan<float> Input(int row) => _values.AsSpan(row * dimension, dimension);

    /// <summary>Forgets all results.</summary>
    protected abstract void Invalidate();
}
