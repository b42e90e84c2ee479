using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>
/// Lets the code of a row recognize the same row after a share of its slots got the values of other rows. It needs no labels (Chen et al., A Simple
/// Framework for Contrastive Learning of Visual Representations, 2020; Bahri et al., SCARF: Self-Supervised Contrastive Learning Using Random Feature
/// Corruption, 2022).
/// </summary>
/// <remarks>
/// <para>
/// A projection head, a network with one hidden layer, maps the code of a row i to a direction uᵢ, and that of its second view to vᵢ. The loss of the row
/// is InfoNCE, −log(exp(uᵢ·vᵢ/τ) / Σₖ exp(uᵢ·vₖ/τ)), in nats, where k runs over the rows of a batch, up to 128 at a time.
/// </para>
/// <para>
/// Each value that is swapped comes from a random row of the batch, so it is drawn from the slot's marginal distribution. The slots of a one-hot group are
/// swapped together.
/// </para>
/// </remarks>
public sealed record RowContrast : AuxiliaryLoss
{
    /// <summary>Creates a row contrast with a weight of 0.15.</summary>
    public RowContrast() => Weight = 0.15f;

    /// <summary>The share of slots that are swapped; greater than 0 and less than 1.</summary>
    /// <value>The default is <c>0.3</c>.</value>
    public float Probability { get; init; } = 0.3f;

    /// <summary>τ, the temperature; greater than 0, finite. A lower one attends more to the most similar rows.</summary>
    /// <value>The default is <c>0.5</c>.</value>
    public float Temperature { get; init; } = 0.5f;

    internal override AuxiliaryDefinition Definition => new RowContrastDefinition(this);

    internal override void Validate()
    {
        base.Validate();
        Require.OpenUnitInterval(Probability, nameof(Probability));
        Require.Positive(Temperature, nameof(Temperature));
    }
}
