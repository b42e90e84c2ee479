namespace MLNet.Autoencoder.Numerics;

/// <summary>How the right-hand operand of a product lies in memory.</summary>
internal enum PanelLayout
{
    /// <summary>b[p,j] at B[p·BStride + j].</summary>
    RowMajor,

    /// <summary>b[p,j] at B[j·BStride + p].</summary>
    Transposed,

    /// <summary>Panels of two vectors' columns, one after the other, each with all of k: what <see cref="PackedWeights"/> holds.</summary>
    Packed,
}

/// <summary>
/// c[i,j] = (bias[j] or c[i,j] or 0) + Σₚ a[i,p]·b[p,j] for one thread: pointers and strides, so that a range of rows or columns of a product is one too.
/// </summary>
internal unsafe struct Product
{
    /// <summary>a[i,p] is at A[i·ARowStride + p·ADepthStride].</summary>
    public float* A;

    public nint ARowStride;

    public nint ADepthStride;

    /// <summary>A tile that starts at row i finds a at A[i·ATileStride]: the row stride, unless the tiles of a are packed.</summary>
    public nint ATileStride;

    public float* B;

    public nint BStride;

    public PanelLayout BLayout;

    /// <summary>c[i,j] is at C[i·CStride + j].</summary>
    public float* C;

    public nint CStride;

    /// <summary>Null for none.</summary>
    public float* Bias;

    /// <summary>Whether sums go on from what is in c; then there is no bias.</summary>
    public bool Accumulates;

    /// <summary>m.</summary>
    public int Rows;

    /// <summary>n.</summary>
    public int Columns;

    /// <summary>k.</summary>
    public int Depth;

    /// <summary>The product of some rows of a.</summary>
    public readonly Product RowsFrom(int start, int count) => this with { A = A + (start * ARowStride), C = C + (start * CStride), Rows = count };

    /// <summary>The product with some columns of b, from the first of a panel on.</summary>
    public readonly Product ColumnsFrom(int start, int count) => this with
    {
        B = B + (start * BLayout switch
        {
            PanelLayout.RowMajor => 1,
            PanelLayout.Transposed => BStride,
            PanelLayout.Packed => Depth,
            _ => throw new InvalidOperationException($"The layout of panels {BLayout} is not known."),
        }),
        C = C + start,
        Bias = Bias is null ? null : Bias + start,
        Columns = count,
    };
}
