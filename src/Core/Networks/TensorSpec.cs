namespace MLNet.Autoencoder.Networks;

/// <summary>A tensor of a network: name, shape and role.</summary>
/// <param name="Name">The name in a model file, for example <c>encoder.hidden.0.weight</c>.</param>
/// <param name="Rows">The number of rows (outputs) of a matrix; 1 for a vector.</param>
/// <param name="Columns">The number of columns (inputs) of a matrix; the length of a vector.</param>
/// <param name="Role">What the tensor is for.</param>
/// <param name="LatentAxis">Which axis, if any, indexes the latent units.</param>
internal sealed record TensorSpec(string Name, int Rows, int Columns, TensorRole Role, LatentAxis LatentAxis = LatentAxis.None)
{
    /// <summary>The number of values, which may be more than can be held, because the sizes may come from a damaged file.</summary>
    public Int128 Length => (Int128)Rows * Columns;
}
