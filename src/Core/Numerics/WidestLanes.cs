namespace MLNet.Autoencoder.Numerics;

/// <summary>The lanes that products are computed with on this processor: the JIT keeps one branch of each.</summary>
internal static class WidestLanes
{
    /// <summary>Rows of a register tile.</summary>
    public static int TileRows => Lanes512.IsSupported
        ? Lanes512.TileRows
        : Lanes256.IsSupported ? Lanes256.TileRows : Lanes128.IsSupported ? Lanes128.TileRows : Lanes1.TileRows;

    /// <summary>Columns of a panel: two vectors.</summary>
    public static int PanelWidth =>
        2 * (Lanes512.IsSupported ? Lanes512.Count : Lanes256.IsSupported ? Lanes256.Count : Lanes128.IsSupported ? Lanes128.Count : Lanes1.Count);
}
