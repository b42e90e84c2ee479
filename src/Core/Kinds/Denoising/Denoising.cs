using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>
/// The denoising autoencoder (Vincent et al., Extracting and Composing Robust Features with Denoising Autoencoders, 2008): the encoder sees a
/// corrupted row, and the reconstruction is compared with the original. Rows are corrupted only during the fit.
/// </summary>
public sealed record Denoising : AutoencoderKind
{
    /// <summary>How rows are corrupted.</summary>
    /// <value>The default is <c>new MaskingNoise()</c>.</value>
    public Corruption Corruption { get; init; } = new MaskingNoise();

    internal override KindDefinition Definition => new DenoisingDefinition(this);

    internal override void Validate(int latentDimension)
    {
        ArgumentNullException.ThrowIfNull(Corruption);
        Corruption.Validate();
    }
}
