using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>
/// Pulls the directions of codes with the same class together and pushes all others apart. For a row i with the normalized code u = z/‖z‖, the loss is
/// the mean over the rows p of the same class of −log(exp(uᵢ·uₚ/τ) / Σₐ exp(uᵢ·uₐ/τ)), where a runs over all other labeled rows, in nats (Khosla et al.,
/// Supervised Contrastive Learning, 2020).
/// </summary>
/// <remarks>
/// The rows are those of a batch, up to 128 at a time. A row without another of its class there takes no part.
/// </remarks>
public sealed record SupervisedContrastive : AuxiliaryLoss
{
    /// <summary>τ, the temperature; greater than 0, finite. A lower one attends more to the nearest rows.</summary>
    /// <value>The default is <c>0.2</c>.</value>
    public float Temperature { get; init; } = 0.2f;

    internal override AuxiliaryDefinition Definition => new SupervisedContrastiveDefinition(this);

    internal override void Validate()
    {
        base.Validate();
        Require.Positive(Temperature, nameof(Temperature));
    }
}
