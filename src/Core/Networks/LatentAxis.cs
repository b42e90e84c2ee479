namespace MLNet.Autoencoder.Networks;

/// <summary>The axis of a tensor that indexes the latent units. Reordering the units permutes it.</summary>
internal enum LatentAxis
{
    /// <summary>Neither axis indexes latent units.</summary>
    None,

    /// <summary>Each row belongs to a latent unit: the tensor computes codes.</summary>
    Rows,

    /// <summary>Each column, or each value of a vector, belongs to a latent unit: the tensor reads codes, or is the bias of a head.</summary>
    Columns,
}
