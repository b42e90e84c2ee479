namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Where a register tile goes. Passed by address, so that none of it takes up a register while the tile is computed.
/// </summary>
internal unsafe struct TileResult
{
    public float* C;

    public nint CStride;

    /// <summary>Null for none.</summary>
    public float* Bias;

    /// <summary>Rows to write, at most those of the tile's shape.</summary>
    public int Rows;

    /// <summary>Whether to go on from the sums in C, which belong to a block of k before this one.</summary>
    public bool Accumulate;
}
