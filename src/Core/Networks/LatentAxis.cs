namespace MLNet.Autoencoder.Networks;

/// <summary>The axis of a tensor along which values belong to one latent unit each. Reordering the units permutes it.</summary>
internal enum LatentAxis
{
    /// <summary>Neither axis counts latent units.</summary>
    None,

    /// <summary>Each row belongs to a latent unit: the tensor computes codes.</summary>
    Rows,

    /// <summary>Each column, or each value of a vector, belongs to a latent unit: the tensor reads codes, or is a bias of theirs.</summary>
    Columns,
}
