namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// The three products of a dense layer, over row-major matrices. Each element of the result adds its k terms in index order
/// by fused multiply-adds, starting from the bias or from 0. Results therefore do not depend on the processor's vector width,
/// on the number of rows in a batch, or on the code path that a size takes.
/// </summary>
/// <remarks>
/// Spans may be longer than their matrix. The result must not overlap an operand. If the result is part of a larger matrix, its epilogue is told
/// which: the first row is numbered <c>firstRow</c>.
/// </remarks>
internal static unsafe class MatrixProducts
{
    /// <summary>
    /// c[m,n] = a[m,k]·b[n,k]ᵀ, plus bias[n] in every row if <paramref name="bias"/> is not empty, followed by the epilogue.
    /// With <paramref name="accumulates"/>, the product is added to c, and there is no bias.
    /// </summary>
    public static void MultiplyTransposed(
        ReadOnlySpan<float> a,
        ReadOnlySpan<float> b,
        Span<float> c,
        int m,
        int n,
        int k,
        ReadOnlySpan<float> bias,
        MatrixWorkspace ws,
        IProductEpilogue? epilogue = null,
        bool accumulates = false,
        int firstRow = 0)
    {
        KernelGuard.Matrix(a.Length, m, k, nameof(a));
        KernelGuard.Matrix(b.Length, n, k, nameof(b));
        KernelGuard.Matrix(c.Length, m, n, nameof(c));
        KernelGuard.Bias(bias.Length, n, nameof(bias));
        fixed (float* pa = a, pb = b, pc = c, pBias = bias)
        {
            ws.Run(
                new Product
                {
                    A = pa, ARowStride = k, ADepthStride = 1,
                    B = pb, BStride = k, BLayout = PanelLayout.Transposed,
                    C = pc, CStride = n, Bias = pBias, Accumulates = accumulates,
                    FirstRow = firstRow, Rows = m, Columns = n, Depth = k,
                },
                epilogue);
        }
    }

    /// <summary>c[m,n] = a[k,m]ᵀ·b[k,n]. With <paramref name="accumulates"/>, the product is added to c.</summary>
    public static void TransposedMultiply(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k, MatrixWorkspace ws, bool accumulates = false)
    {
        KernelGuard.Matrix(a.Length, k, m, nameof(a));
        KernelGuard.Matrix(b.Length, k, n, nameof(b));
        KernelGuard.Matrix(c.Length, m, n, nameof(c));
        fixed (float* pa = a, pb = b, pc = c)
        {
            ws.Run(
                new Product
                {
                    A = pa, ARowStride = 1, ADepthStride = m,
                    B = pb, BStride = n, BLayout = PanelLayout.RowMajor,
                    C = pc, CStride = n, Accumulates = accumulates,
                    Rows = m, Columns = n, Depth = k,
                });
        }
    }

    /// <summary>
    /// c[m,n] = a[m,k]·b[k,n], followed by the epilogue. With <paramref name="accumulates"/>, the product is added to c.
    /// </summary>
    public static void Multiply(
        ReadOnlySpan<float> a,
        ReadOnlySpan<float> b,
        Span<float> c,
        int m,
        int n,
        int k,
        MatrixWorkspace ws,
        IProductEpilogue? epilogue = null,
        bool accumulates = false,
        int firstRow = 0)
    {
        KernelGuard.Matrix(a.Length, m, k, nameof(a));
        KernelGuard.Matrix(b.Length, k, n, nameof(b));
        KernelGuard.Matrix(c.Length, m, n, nameof(c));
        fixed (float* pa = a, pb = b, pc = c)
        {
            ws.Run(
                new Product
                {
                    A = pa, ARowStride = k, ADepthStride = 1,
                    B = pb, BStride = n, BLayout = PanelLayout.RowMajor,
                    C = pc, CStride = n, Accumulates = accumulates,
                    FirstRow = firstRow, Rows = m, Columns = n, Depth = k,
                },
                epilogue);
        }
    }
}
