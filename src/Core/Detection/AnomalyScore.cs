namespace MLNet.Autoencoder;

/// <summary>What makes a row anomalous.</summary>
public enum AnomalyScore
{
    /// <summary>
    /// How badly the values of a row are predicted from its other values. Each value, or one of several groups of them, is masked in turn and predicted by
    /// the autoencoder; the errors are measured in units of the typical error of the slot, squared, and added up.
    /// </summary>
    MaskedPrediction,

    /// <summary>How badly a row is reconstructed from its code. Errors are measured as for <see cref="MaskedPrediction"/>, but nothing is masked.</summary>
    ReconstructionError,

    /// <summary>
    /// −log p(x | z = μ) + KL(q(z | x) ‖ p(z)) in nats, up to a constant: the variational bound on the density of a row, taken at the mean code. For the kind
    /// <see cref="Variational"/>. The divergence belongs to no slot, so there are no contributions.
    /// </summary>
    VariationalBound,
}
