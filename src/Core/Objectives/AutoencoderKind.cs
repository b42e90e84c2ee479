namespace MLNet.Autoencoder;

/// <summary>Which autoencoder is fitted: what happens between encoder and decoder, and what the latent code pays for.</summary>
/// <remarks>The kinds are <see cref="Variational"/>; the set is closed.</remarks>
public abstract record AutoencoderKind
{
    private protected AutoencoderKind()
    {
    }

    /// <exception cref="ArgumentOutOfRangeException">A value of this kind is out of its range.</exception>
    internal abstract void Validate();
}

/// <summary>
/// The variational autoencoder of Kingma and Welling (Auto-Encoding Variational Bayes, 2014): the encoder gives a normal
/// distribution N(μ, σ²) for every latent slot, the decoder sees a sample of it, and the distribution is pulled towards N(0, 1).
/// </summary>
/// <remarks>
/// The loss of a row is
/// <c>reconstruction + KlWeight · Σᵢ (−log σᵢ² + σᵢ² + μᵢ² − 1)</c>;
/// the sum is twice the Kullback-Leibler divergence of N(μ, σ²) from N(0, 1).
/// </remarks>
public sealed record Variational : AutoencoderKind
{
    /// <summary>λ, the weight of the latent term; 0 or more, finite. 0 leaves the sampler free of any pull.</summary>
    public float KlWeight { get; init; } = 1f;

    internal override void Validate() => Require.NonNegative(KlWeight, nameof(KlWeight));
}
