namespace MLNet.Autoencoder;

/// <summary>What one latent unit does on a set of rows.</summary>
/// <param name="Mean">The mean of its code.</param>
/// <param name="Variance">The variance of its code.</param>
/// <param name="KlDivergence">
/// The Kullback-Leibler divergence of its distribution from N(0, 1), in nats, averaged over the rows; 0 if codes have no distribution.
/// </param>
/// <param name="Influence">
/// How far the reconstruction moves if the unit is held at its mean: the squared distance in scaled units, averaged over the rows.
/// </param>
/// <param name="IsActive">Whether it distinguishes rows, see <see cref="TrainingEpoch.ActiveUnits"/>.</param>
public sealed record LatentUnit(double Mean, double Variance, double KlDivergence, double Influence, bool IsActive)
{
    /// <summary>The share of rows for which the unit fires, that is, for which its code is not 0; 0 to 1. Only sparse codes have zeros.</summary>
    public double Density { get; init; }

    /// <summary>
    /// The factor on the unit's contribution that would make the reconstruction best, over the rows for which it fires and with the other units unchanged:
    /// γⱼ = argmin_g Σ‖rⱼ − g zⱼdⱼ‖² = Σzⱼ(rⱼ·dⱼ) / (‖dⱼ‖² Σzⱼ²), in scaled units, where dⱼ is the direction of unit j in the decoder and
    /// rⱼ = x − x̂ + zⱼdⱼ is what the other units leave. 1 is best. More than 1 means that codes are shrunk, as a penalty on their size does; less than 1 means
    /// that they are too large.
    /// </summary>
    /// <value>
    /// <see langword="null"/> if the model has hidden layers or slots that are not continuous, so that the contribution of a unit is not zⱼdⱼ; if the unit
    /// fires for no row; or if dⱼ is 0.
    /// </value>
    public double? Shrinkage { get; init; }

    /// <summary>
    /// The other unit whose direction in the decoder is nearest, by the cosine of the angle between the two; <see langword="null"/> if there is no other, or if
    /// this one has no direction because all its weights are 0.
    /// </summary>
    public int? NearestUnit { get; init; }

    /// <summary>
    /// The cosine between the directions of this unit and <see cref="NearestUnit"/>, −1 to 1: close to 1 if the two units are duplicates. The direction is that
    /// of the decoder's linear path, from the code to the slots in scaled units (to their logits, for binary and one-hot slots); in a model with hidden layers,
    /// that of the skip connection.
    /// </summary>
    /// <value><see langword="null"/> if there is no <see cref="NearestUnit"/>.</value>
    public double? NearestCosine { get; init; }
}
