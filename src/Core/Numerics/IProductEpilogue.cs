namespace MLNet.Autoencoder.Numerics;

/// <summary>Processes each block of a product's result as soon as it is computed, on the same thread, while the block is in cache.</summary>
internal interface IProductEpilogue
{
    /// <summary>Processes a block of the result. No other thread accesses the block meanwhile.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="column">The first column.</param>
    /// <param name="columns">The number of columns.</param>
    void Apply(int row, int rows, int column, int columns);
}
