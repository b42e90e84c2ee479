using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>
/// The sparse autoencoder: few latent units fire for a row, so each of them comes to mean something. Codes are 0 or more, and there may be more
/// units than input slots.
/// </summary>
public sealed record Sparse : AutoencoderKind
{
    /// <summary>What keeps codes sparse.</summary>
    /// <value>The default is <c>new TopK()</c>.</value>
    public Sparsity Sparsity { get; init; } = Sparsity.Default;

    internal override KindDefinition Definition => Sparsity.Definition;

    internal override void Validate(int latentDimension)
    {
        ArgumentNullException.ThrowIfNull(Sparsity);
        Sparsity.Validate(latentDimension);
    }
}
