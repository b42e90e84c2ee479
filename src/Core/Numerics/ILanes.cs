namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// The arithmetic of one vector width. Kernels are written once against it, and the JIT compiles one copy per width.
/// Every operation works lane by lane with IEEE rounding, so that a kernel gives the same bits at every width.
/// </summary>
/// <typeparam name="TVector">The vector of <see cref="Count"/> floats.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of a product's register tile: as many as leave the accumulators in registers.</summary>
    static abstract int TileRows { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(float* destination, TVector value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    static abstract TVector Sqrt(TVector value);

    /// <summary>left·right + addend, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>value where condition &gt; 0 or condition is not a number, and 0 elsewhere.</summary>
    static abstract TVector ZeroUnlessPositive(TVector condition, TVector value);

    /// <summary>
    /// Transposes <see cref="Count"/> rows of 4 floats, <paramref name="sourceStride"/> apart,
    /// to 4 rows of <see cref="Count"/> floats, <paramref name="destinationStride"/> apart.
    /// </summary>
    static abstract void Transpose4(float* source, nint sourceStride, float* destination, nint destinationStride);
}
