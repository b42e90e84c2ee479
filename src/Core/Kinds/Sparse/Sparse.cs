namespace MLNet.Autoencoder;

/// <summary>
/// The sparse autoencoder: few latent units answer to a row, and so each comes to stand for something. Codes are 0 or more; there may be more
/// units than input slots.
/// </summary>
public sealed record Sparse : AutoencoderKind
{
    /// <summary>What keeps codes sparse.</summary>
    /// <value>The default is <c>new TopK()</c>.</value>
    public Sparsity Sparsity { get; init; } = new TopK();

    internal override void Validate(int latentDimension)
    {
        ArgumentNullException.ThrowIfNull(Sparsity);
        Sparsity.Validate(latentDimension);
    }
}
