namespace MLNet.Autoencoder.Numerics;

/// <summary>The lanes with which products are computed on this processor. The JIT keeps only one branch of each property.</summary>
internal static class WidestLanes
{
    /// <summary>The number of rows in a register tile.</summary>
    public static int TileRows => Lanes512.IsSupported
        ? Lanes512.TileRows
        : Lanes256.IsSupported ? Lanes256.TileRows : Lanes128.IsSupported ? Lanes128.TileRows : Lanes1.TileRows;

    /// <summary>The number of columns in a panel: two vectors.</summary>
    public static int PanelWidth =>
        2 * (Lanes512.IsSupported ? Lanes512.Count : Lanes256.IsSupported ? Lanes256.Count : Lanes128.IsSupported ? Lanes128.Count : Lanes1.Count);
}
