namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// What matrix products are computed with: the threads that share them, and the buffers of each. Used by one thread at a time.
/// </summary>
/// <param name="threads">The threads; null for the caller's alone.</param>
internal sealed class MatrixWorkspace(ThreadTeam? threads = null)
{
    private readonly SharedProduct _product = new(threads);

    /// <summary>Computes a product.</summary>
    /// <param name="product">The product. Its operands stay where they are until this returns.</param>
    /// <param name="epilogue">What is done to its result; null for nothing.</param>
    public void Run(in Product product, IProductEpilogue? epilogue = null) => _product.Run(product, epilogue);

    /// <summary>
    /// From now on products of a single row go through their columns the other way. Between two rows, what is left of the weights in cache is what was
    /// read last: who starts there, and not where the other ended, reads less from memory.
    /// </summary>
    public void TurnRound() => _product.TurnRound();
}
