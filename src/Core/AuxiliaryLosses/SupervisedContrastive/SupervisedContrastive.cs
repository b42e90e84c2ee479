using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>
/// Pulls the directions of codes together if their labels are the same class, or numbers near each other, and pushes all others apart. For a row i with the
/// normalized code u = z/‖z‖, the loss is −Σⱼ pᵢⱼ log(exp(uᵢ·uⱼ/τ) / Σₐ exp(uᵢ·uₐ/τ)), in nats, where j and a run over all other labeled rows. For classes,
/// pᵢⱼ is the same for all rows j of the class of i, and 0 for others (Khosla et al., Supervised Contrastive Learning, 2020). For numbers y, it is
/// proportional to exp(−(yᵢ − yⱼ)²/2σ²), with y standardized (Dufumier et al., Contrastive Learning with Continuous Proxy Meta-Data for 3D MRI
/// Classification, 2021).
/// </summary>
/// <remarks>
/// The rows are those of a batch, up to 128 at a time, or 64 with numbers. A row takes no part if no other there has its class or, for numbers, if all
/// others are too far from it: if the sum over j of exp(−(yᵢ − yⱼ)²/2σ²) is less than 10⁻⁶.
/// </remarks>
public sealed record SupervisedContrastive : AuxiliaryLoss
{
    /// <summary>τ, the temperature; greater than 0, finite. A lower one attends more to the nearest rows.</summary>
    /// <value>The default is <c>0.2</c>.</value>
    public float Temperature { get; init; } = 0.2f;

    /// <summary>
    /// σ, the width of the Gaussian kernel that weights pairs of rows by the distance of their labels, in standard deviations of the labels; greater than 0,
    /// finite. A lower one attends more to the nearest labels. Not used for classes.
    /// </summary>
    /// <value>The default is <c>0.2</c>.</value>
    public float Bandwidth { get; init; } = 0.2f;

    internal override AuxiliaryDefinition Definition => new SupervisedContrastiveDefinition(this);

    internal override void Validate()
    {
        base.Validate();
        Require.Positive(Temperature, nameof(Temperature));
        Require.Positive(Bandwidth, nameof(Bandwidth));
    }
}
