using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>
/// The sparse autoencoder: only a few latent units fire for a row, so that each unit comes to stand for something specific. Codes are 0 or more, and
/// there may be more latent units than slots.
/// </summary>
public sealed record Sparse : AutoencoderKind
{
    /// <summary>The rule that keeps codes sparse.</summary>
    /// <value>The default is <c>new TopK()</c>.</value>
    public Sparsity Sparsity { get; init; } = Sparsity.Default;

    internal override KindDefinition Definition => Sparsity.Definition;

    internal override AutoencoderKind Resolved(NetworkArchitecture architecture, bool readsLabels) => new Sparse { Sparsity = Sparsity.Resolved(architecture) };

    internal override void Validate(int latentDimension)
    {
        ArgumentNullException.ThrowIfNull(Sparsity);
        Sparsity.Validate(latentDimension);
    }
}
