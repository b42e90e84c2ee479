namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Where a register tile starts from and where it is stored. Passed by address, so that it takes up no registers while the tile is computed.
/// </summary>
internal unsafe struct TileResult
{
    public float* C;

    public nint CStride;

    /// <summary>The initial sums: a bias, the sums of the previous block of k, or null for 0.</summary>
    public float* Start;

    /// <summary>0 if every row starts from the same values.</summary>
    public nint StartStride;

    /// <summary>The number of rows to write; at most that of the tile's shape.</summary>
    public int Rows;
}
