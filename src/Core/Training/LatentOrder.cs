namespace MLNet.Autoencoder;

/// <summary>In which order a fitted model has its latent units.</summary>
public enum LatentOrder
{
    /// <summary>
    /// The most informative first: by Kullback-Leibler divergence from the prior where codes have a distribution, else by how much of the
    /// reconstruction depends on the unit.
    /// </summary>
    ByInformation,

    /// <summary>As training left them.</summary>
    AsTrained,
}
