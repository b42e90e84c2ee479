using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>What the rules have in common whose codes are 0 in most units: a dictionary, and a penalty that revives units that never fire.</summary>
/// <remarks>
/// A unit that never fires learns nothing and would stay unused. Units that fired for none or hardly any of the rows in the last epoch, at most a hundredth as
/// often as others on average, are dead, and are trained to explain the error (Gao et al., Scaling and Evaluating Sparse Autoencoders, 2024): the penalty of a
/// row is <c>AuxiliaryWeight · (v/u) · ‖(x − x̂) − D·a‖²</c>, where D is the dictionary, a holds the max(k, d/2) largest activations of dead units, v is the
/// variance of the rows of the batch, and u their mean squared error.
/// </remarks>
public abstract record DictionarySparsity : Sparsity
{
    private protected DictionarySparsity()
    {
    }

    /// <summary>The weight of the penalty that revives dead units; 0 or more, finite.</summary>
    /// <value>The default is <c>0.03125</c>.</value>
    public float AuxiliaryWeight { get; init; } = 1f / 32f;

    internal override void Validate(int latentDimension) => Require.NonNegative(AuxiliaryWeight, nameof(AuxiliaryWeight));
}
