namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// Computes matrix products: holds the threads that share them and the buffers of each thread. For one thread at a time.
/// </summary>
/// <param name="threads">The threads; <see langword="null"/> to use only the caller's.</param>
internal sealed class MatrixWorkspace(ThreadTeam? threads = null)
{
    private readonly SharedProduct _product = new(threads);

    /// <summary>Computes a product.</summary>
    /// <param name="product">The product. Its operands must not move until this returns.</param>
    /// <param name="epilogue">What is done to the result; <see langword="null"/> for nothing.</param>
    public void Run(in Product product, IProductEpilogue? epilogue = null) => _product.Run(product, epilogue);

    /// <summary>
    /// Reverses the order in which later products of a single row process their columns. After a row, the weights that were read last are still in
    /// cache, so starting the next row with these saves memory reads.
    /// </summary>
    public void ReverseDirection() => _product.ReverseDirection();
}
