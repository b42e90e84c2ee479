namespace MLNet.Autoencoder.Numerics;

/// <summary>What is done to each block of a product's result as soon as it is there, by the thread that made it and while it is in cache.</summary>
internal interface IProductEpilogue
{
    /// <summary>Goes over a block of the result, which nobody else is at.</summary>
    /// <param name="row">Its first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="column">Its first column.</param>
    /// <param name="columns">How many.</param>
    void Apply(int row, int rows, int column, int columns);
}
