using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>
/// The variational autoencoder (Kingma and Welling, Auto-Encoding Variational Bayes, 2014): the encoder computes a normal distribution N(μ, σ²) for
/// every latent unit, the decoder sees a sample from it, and the distribution is pulled toward N(0, 1).
/// </summary>
/// <remarks>
/// <para>
/// The loss of a row is <c>‖x̂ − x‖² + v·KlWeight · Σᵢ (−log σᵢ² + σᵢ² + μᵢ² − 1)</c>; the sum is twice the Kullback-Leibler divergence of
/// N(μ, σ²) from N(0, 1), and v is the noise variance of a <see cref="Gaussian"/> reconstruction. If there is only a cross-entropy and no squared
/// error, v is ½ and both terms are in nats.
/// </para>
/// <para>
/// If the pull has its full strength from the start, some latent units may never be used. There are three remedies: a unit may hold some information
/// at no cost (<see cref="FreeBits"/>, Kingma et al., Inverse Autoregressive Flow, 2016), the weight may rise from 0 at the start
/// (<see cref="WarmupEpochs"/> or <see cref="WarmupSteps"/>, Sønderby et al., Ladder Variational Autoencoders, 2016), or it may do so repeatedly
/// (<see cref="Cycles"/>, Fu et al., Cyclical Annealing Schedule, 2019).
/// </para>
/// </remarks>
public sealed record Variational : AutoencoderKind
{
    /// <summary>
    /// λ, the weight of the KL divergence; 0 or more, finite. 1 gives the ELBO, a larger weight the β-VAE (Higgins et al., 2017), and 0 no pull at
    /// all. <see langword="null"/> for 1, or for 0.1 if the fit reads labels: what a code says about them must not be pulled away.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public float? KlWeight { get; init; }

    /// <summary>The number of epochs over which the weight rises linearly from 0 to <see cref="KlWeight"/>; 0 or more.</summary>
    /// <value>The default is <c>0</c>.</value>
    public int WarmupEpochs { get; init; }

    /// <summary>
    /// The length of the warm-up in optimizer steps, for large tables; 0 or more. It cannot be combined with <see cref="WarmupEpochs"/>.
    /// </summary>
    /// <value>The default is <c>0</c>.</value>
    public int WarmupSteps { get; init; }

    /// <summary>
    /// The number of cycles in a fit; 0 or more. In each cycle, the weight restarts at 0, rises for the first half and stays at
    /// <see cref="KlWeight"/> for the second. It cannot be combined with a warm-up.
    /// </summary>
    /// <value>The default is <c>0</c>.</value>
    public int Cycles { get; init; }

    /// <summary>
    /// The KL divergence, in nats and as a mean over a batch, that each latent unit may hold at no extra cost; 0 or more, finite. A unit that is used
    /// at all holds more than the default, which only keeps units from becoming unused.
    /// </summary>
    /// <value>The default is <c>0.25</c>.</value>
    public float FreeBits { get; init; } = 0.25f;

    /// <summary>
    /// The standard deviation of the normal noise that is added to the encoder's input at the start of the fit, as a fraction of the spread of the values;
    /// 0 or more, finite, and 0 for none; <see langword="null"/> for 1. It falls with the square of the fraction of epochs that are left, down to 0
    /// (Geras and Sutton, Scheduled Denoising Autoencoders, 2015). Reconstructions are compared with the row without noise, and validation rows get
    /// none (Im et al., Denoising Criterion for Variational Auto-Encoding Framework, 2017). Units settle first on what many slots have in common.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public float? InputNoise { get; init; }

    /// <summary>The <see cref="InputNoise"/> of a fit whose options set none.</summary>
    internal const float DefaultInputNoise = 1;

    /// <summary>The <see cref="KlWeight"/> of a fit whose options set none.</summary>
    internal const float DefaultKlWeight = 1;

    // The same for a fit that reads labels.
    private const float KlWeightWithLabels = 0.1f;

    internal override KindDefinition Definition => new VariationalDefinition(this);

    internal override AutoencoderKind Resolved(NetworkArchitecture architecture, bool readsLabels) =>
        this with { KlWeight = KlWeight ?? (readsLabels ? KlWeightWithLabels : DefaultKlWeight) };

    internal override void Validate(int latentDimension)
    {
        Require.NonNegative(KlWeight ?? 0, nameof(KlWeight));
        Require.AtLeast(0, WarmupEpochs, nameof(WarmupEpochs));
        Require.AtLeast(0, WarmupSteps, nameof(WarmupSteps));
        Require.AtLeast(0, Cycles, nameof(Cycles));
        Require.NonNegative(FreeBits, nameof(FreeBits));
        Require.NonNegative(InputNoise ?? 0, nameof(InputNoise));
        if (WarmupEpochs > 0 && WarmupSteps > 0)
        {
            throw Require.OutOfRange(nameof(WarmupSteps), WarmupSteps, $"0 if {nameof(WarmupEpochs)} is {WarmupEpochs}");
        }

        if (Cycles > 0 && (WarmupEpochs > 0 || WarmupSteps > 0))
        {
            throw Require.OutOfRange(nameof(Cycles), Cycles, $"0 if there is a warm-up, here of {WarmupEpochs} epochs and {WarmupSteps} steps");
        }
    }
}
