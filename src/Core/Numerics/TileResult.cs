namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Where a register tile starts from and goes to. Passed by address, so that none of it takes up a register while the tile is computed.
/// </summary>
internal unsafe struct TileResult
{
    public float* C;

    public nint CStride;

    /// <summary>What the sums start from: a bias, the sums of a block of k before this one, or null for 0.</summary>
    public float* Start;

    /// <summary>0 where every row starts from the same values.</summary>
    public nint StartStride;

    /// <summary>Rows to write, at most those of the tile's shape.</summary>
    public int Rows;
}
