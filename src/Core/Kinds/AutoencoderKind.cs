using System.Text.Json.Serialization;

namespace MLNet.Autoencoder;

/// <summary>Which autoencoder is fitted: what happens between encoder and decoder, and what the latent code pays for.</summary>
/// <remarks>The kinds are <see cref="Variational"/>, <see cref="Plain"/>, <see cref="Denoising"/> and <see cref="Sparse"/>; the set is closed.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Variational), nameof(Variational))]
[JsonDerivedType(typeof(Plain), nameof(Plain))]
[JsonDerivedType(typeof(Denoising), nameof(Denoising))]
[JsonDerivedType(typeof(Sparse), nameof(Sparse))]
public abstract record AutoencoderKind
{
    private protected AutoencoderKind()
    {
    }

    /// <summary>Whether the encoder gives a distribution, with a log-variance for every latent slot, or just a code.</summary>
    internal virtual bool IsVariational => false;

    /// <summary>Whether the encoder may see something else than the rows in training.</summary>
    internal virtual bool CorruptsInTraining => false;

    /// <summary>What is done to the rows that the encoder sees in training; null for nothing.</summary>
    /// <param name="deviation">The root mean square deviation of the slots that vary, in scaled units; 0 where none does.</param>
    internal virtual Corruption? CorruptionFor(double deviation) => null;

    /// <summary>Whether rows to validate on are corrupted too: where undoing it is the task, and not a means.</summary>
    internal virtual bool IsValidatedCorrupted => false;

    /// <exception cref="ArgumentOutOfRangeException">A value of this kind is out of its range.</exception>
    internal abstract void Validate(int latentDimension);
}

/// <summary>The plain autoencoder: encode, decode, compare (Hinton and Salakhutdinov, 2006). The loss of a row is its reconstruction loss.</summary>
public sealed record Plain : AutoencoderKind
{
    internal override void Validate(int latentDimension)
    {
    }
}

/// <summary>
/// The denoising autoencoder (Vincent et al., Extracting and Composing Robust Features with Denoising Autoencoders, 2008): the encoder sees
/// a corrupted row, and the reconstruction is held to the row as it was. Only fitting corrupts.
/// </summary>
public sealed record Denoising : AutoencoderKind
{
    /// <summary>What is done to the rows.</summary>
    /// <value>The default is <c>new MaskingNoise()</c>.</value>
    public Corruption Corruption { get; init; } = new MaskingNoise();

    internal override bool CorruptsInTraining => true;

    internal override Corruption CorruptionFor(double deviation) => Corruption;

    internal override bool IsValidatedCorrupted => true;

    internal override void Validate(int latentDimension)
    {
        ArgumentNullException.ThrowIfNull(Corruption);
        Corruption.Validate();
    }
}
