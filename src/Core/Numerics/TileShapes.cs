namespace MLNet.Autoencoder.Numerics;

/// <summary>The size of a register tile, as a type, so that the JIT compiles a loop without branches for it.</summary>
internal interface ITileShape
{
    /// <summary>The number of rows: 1, or 4 to 8.</summary>
    static abstract int Rows { get; }

    /// <summary>The number of vectors across the tile: 1 or 2; for a single row, two per panel.</summary>
    static abstract int Vectors { get; }
}

/// <summary>The full tile of a processor with 32 vector registers.</summary>
internal readonly struct Tile8x2 : ITileShape
{
    public static int Rows => 8;

    public static int Vectors => 2;
}

/// <summary>The last columns, if one vector holds them.</summary>
internal readonly struct Tile8x1 : ITileShape
{
    public static int Rows => 8;

    public static int Vectors => 1;
}

/// <summary>The full tile of a processor with 16 vector registers.</summary>
internal readonly struct Tile6x2 : ITileShape
{
    public static int Rows => 6;

    public static int Vectors => 2;
}

/// <summary>The last columns, if one vector holds them.</summary>
internal readonly struct Tile6x1 : ITileShape
{
    public static int Rows => 6;

    public static int Vectors => 1;
}

/// <summary>The last rows.</summary>
internal readonly struct Tile4x2 : ITileShape
{
    public static int Rows => 4;

    public static int Vectors => 2;
}

/// <summary>The last rows of the last columns.</summary>
internal readonly struct Tile4x1 : ITileShape
{
    public static int Rows => 4;

    public static int Vectors => 1;
}

/// <summary>A single row over one panel.</summary>
internal readonly struct Tile1x2 : ITileShape
{
    public static int Rows => 1;

    public static int Vectors => 2;
}

/// <summary>A single row over two panels.</summary>
internal readonly struct Tile1x4 : ITileShape
{
    public static int Rows => 1;

    public static int Vectors => 4;
}

/// <summary>A single row over three panels.</summary>
internal readonly struct Tile1x6 : ITileShape
{
    public static int Rows => 1;

    public static int Vectors => 6;
}

/// <summary>A single row over four panels.</summary>
internal readonly struct Tile1x8 : ITileShape
{
    public static int Rows => 1;

    public static int Vectors => 8;
}

/// <summary>A single row over five panels: ten sums hide the latency of a multiply-add and fit in sixteen registers.</summary>
internal readonly struct Tile1x10 : ITileShape
{
    public static int Rows => 1;

    public static int Vectors => 10;
}
