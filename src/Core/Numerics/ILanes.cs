namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// The arithmetic of one vector width. Kernels are written once against it, and the JIT compiles one copy per width.
/// Every operation works lane by lane with IEEE rounding, so a kernel gives the same bits at every width.
/// </summary>
/// <typeparam name="TVector">A vector of <see cref="Count"/> floats.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>The number of floats in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>The number of rows in a product's register tile: as many as keep the accumulators in registers.</summary>
    static abstract int TileRows { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    /// <summary>The top 24 bits of each word as a fraction, in [0, 1).</summary>
    static abstract TVector LoadFraction(uint* words);

    static abstract void Store(float* destination, TVector value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    static abstract TVector Sqrt(TVector value);

    /// <summary>left·right + addend, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary><paramref name="ifLess"/> if left &lt; right; <paramref name="otherwise"/> if not, or if either is NaN.</summary>
    static abstract TVector SelectLess(TVector left, TVector right, TVector ifLess, TVector otherwise);

    /// <summary>Bit i is set if left[i] &gt; right[i]; it is not if either is NaN.</summary>
    static abstract uint GreaterMask(TVector left, TVector right);

    /// <summary>Bit i is set if left[i] ≥ right[i]; it is not if either is NaN.</summary>
    static abstract uint GreaterOrEqualMask(TVector left, TVector right);

    /// <summary>The sum of all lanes, added pairwise: <see cref="Count"/>/2 lanes apart, then half as far, and at last 1 apart.</summary>
    static abstract float SumOfHalves(TVector value);

    /// <summary>2ⁿ for integers n from −126 to 127.</summary>
    static abstract TVector PowerOfTwo(TVector n);

    /// <summary>value = mantissa·2^exponent with the mantissa in [√½, √2), for positive, normal values.</summary>
    static abstract void SplitExponent(TVector value, out TVector mantissa, out TVector exponent);

    /// <summary>The number of columns that <see cref="Transpose"/> takes at a time.</summary>
    static abstract int TransposeColumns { get; }

    /// <summary>
    /// Transposes <see cref="Count"/> rows of <see cref="TransposeColumns"/> floats, <paramref name="sourceStride"/> apart,
    /// to <see cref="TransposeColumns"/> rows of <see cref="Count"/> floats, <paramref name="destinationStride"/> apart.
    /// </summary>
    static abstract void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride);
}
