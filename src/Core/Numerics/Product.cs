namespace MLNet.Autoencoder.Numerics;

/// <summary>The memory layout of the right-hand operand of a product.</summary>
internal enum PanelLayout
{
    /// <summary>b[p,j] at B[p·BStride + j].</summary>
    RowMajor,

    /// <summary>b[p,j] at B[j·BStride + p].</summary>
    Transposed,

    /// <summary>
    /// Panels of two vectors of columns, one after the other, each over all of k: the layout of <see cref="PackedWeights"/>. In a panel, b[p,j] is at
    /// p·BStride + j. If one vector holds all columns of b, there is one panel, which may be narrower.
    /// </summary>
    Packed,
}

/// <summary>
/// c[i,j] = (bias[j] or c[i,j] or 0) + Σₚ a[i,p]·b[p,j], on one thread, as pointers and strides. A range of its rows or columns is a product too.
/// </summary>
internal unsafe struct Product
{
    /// <summary>a[i,p] is at A[i·ARowStride + p·ADepthStride].</summary>
    public float* A;

    public nint ARowStride;

    public nint ADepthStride;

    /// <summary>The tile that starts at row i reads a from A[i·ATileStride]: the row stride, unless the tiles of a are packed.</summary>
    public nint ATileStride;

    public float* B;

    public nint BStride;

    public PanelLayout BLayout;

    /// <summary>c[i,j] is at C[i·CStride + j].</summary>
    public float* C;

    public nint CStride;

    /// <summary>The bias; null for none.</summary>
    public float* Bias;

    /// <summary>Whether the sums start from the contents of c. Then there is no bias.</summary>
    public bool Accumulates;

    /// <summary>The number of the first row, as an epilogue sees it.</summary>
    public int FirstRow;

    /// <summary>m.</summary>
    public int Rows;

    /// <summary>n.</summary>
    public int Columns;

    /// <summary>k.</summary>
    public int Depth;

    /// <summary>The product of some rows of a.</summary>
    public readonly Product RowsFrom(int start, int count) => this with { A = A + (start * ARowStride), C = C + (start * CStride), Rows = count };

    /// <summary>The product with some columns of b, which must start at the first column of a panel.</summary>
    public readonly Product ColumnsFrom(int start, int count) => this with
    {
        B = B + (start * BLayout switch
        {
            PanelLayout.RowMajor => 1,
            PanelLayout.Transposed => BStride,
            PanelLayout.Packed => Depth,
            _ => throw new InvalidOperationException($"Unknown panel layout {BLayout}."),
        }),
        C = C + start,
        Bias = Bias is null ? null : Bias + start,
        Columns = count,
    };
}
