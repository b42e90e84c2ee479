namespace MLNet.Autoencoder;

/// <summary>The order of the latent units in a fitted model.</summary>
public enum LatentOrder
{
    /// <summary>
    /// The most informative unit first: by KL divergence from the prior, or, if codes have no distribution, by how far the reconstruction moves
    /// without the unit.
    /// </summary>
    ByInformation,

    /// <summary>The order that results from training.</summary>
    AsTrained,
}
