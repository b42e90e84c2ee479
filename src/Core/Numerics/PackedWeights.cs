using System.Runtime.Intrinsics;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// A layer's weights b[n,k], in the order in which scoring reads them. Immutable, and so safe to share between threads.
/// </summary>
internal sealed unsafe class PackedWeights
{
    private readonly AlignedBuffer _panels;
    private readonly int _n;
    private readonly int _k;
    private readonly int _stride;

    /// <summary>Packs b[n,k].</summary>
    public PackedWeights(ReadOnlySpan<float> b, int n, int k)
    {
        KernelGuard.Matrix(b.Length, n, k, nameof(b));
        _n = n;
        _k = k;
        _stride = StrideOf(n);
        _panels = new AlignedBuffer(LengthOf(n, k));
        fixed (float* source = b)
        {
            Pack(source, n, k, _stride, _panels.Start);
        }
    }

    /// <summary>c[m,n] = a[m,k]·bᵀ (+ bias[n], or + c[m,n]), with the same bits as <see cref="MatrixProducts.MultiplyTransposed"/>.</summary>
    public void Multiply(
        ReadOnlySpan<float> a, Span<float> c, int m, ReadOnlySpan<float> bias, MatrixWorkspace ws, bool accumulates = false)
    {
        KernelGuard.Matrix(a.Length, m, _k, nameof(a));
        KernelGuard.Matrix(c.Length, m, _n, nameof(c));
        KernelGuard.Bias(bias.Length, _n, nameof(bias));
        fixed (float* pa = a, pc = c, pBias = bias)
        {
            ws.Run(
                new Product
                {
                    A = pa, ARowStride = _k, ADepthStride = 1,
                    B = _panels.Start, BStride = _stride, BLayout = PanelLayout.Packed,
                    C = pc, CStride = _n, Bias = pBias, Accumulates = accumulates,
                    Rows = m, Columns = _n, Depth = _k,
                });
        }

        GC.KeepAlive(this);
    }

    /// <summary>
    /// The floats that the panels take: less than twice the size of the matrix, and what a tile reads beyond the last row.
    /// </summary>
    internal static int LengthOf(int n, int k)
    {
        int stride = StrideOf(n);
        return checked((int)(((long)Division.RoundUp(n, stride) * stride * k) + WidestLanes.PanelWidth));
    }

    private static int StrideOf(int n) =>
        Lanes512.IsSupported ? PanelPacking<Lanes512, Vector512<float>>.StrideOf(n)
        : Lanes256.IsSupported ? PanelPacking<Lanes256, Vector256<float>>.StrideOf(n)
        : Lanes128.IsSupported ? PanelPacking<Lanes128, Vector128<float>>.StrideOf(n)
        : PanelPacking<Lanes1, float>.StrideOf(n);

    private static void Pack(float* b, int n, int k, int stride, float* panels)
    {
        if (Lanes512.IsSupported)
        {
            ProductKernel<Lanes512, Vector512<float>>.PackAll(b, n, k, stride, panels);
        }
        else if (Lanes256.IsSupported)
        {
            ProductKernel<Lanes256, Vector256<float>>.PackAll(b, n, k, stride, panels);
        }
        else if (Lanes128.IsSupported)
        {
            ProductKernel<Lanes128, Vector128<float>>.PackAll(b, n, k, stride, panels);
        }
        else
        {
            ProductKernel<Lanes1, float>.PackAll(b, n, k, stride, panels);
        }
    }
}
