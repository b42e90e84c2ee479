using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>
/// The variational autoencoder of Kingma and Welling (Auto-Encoding Variational Bayes, 2014): the encoder gives a normal
/// distribution N(μ, σ²) for every latent slot, the decoder sees a sample of it, and the distribution is pulled towards N(0, 1).
/// </summary>
/// <remarks>
/// <para>
/// The loss of a row is <c>‖x̂ − x‖² + v·KlWeight · Σᵢ (−log σᵢ² + σᵢ² + μᵢ² − 1)</c>; the sum is twice the Kullback-Leibler divergence of
/// N(μ, σ²) from N(0, 1), and v the noise variance of a <see cref="Gaussian"/> reconstruction. With a cross-entropy in place of the squared
/// error, v is ½: both terms in nats.
/// </para>
/// <para>
/// A pull that is there from the start can keep latent slots from ever being used. Three remedies: a slot may hold some information for free
/// (<see cref="FreeBits"/>, Kingma et al., Inverse Autoregressive Flow, 2016), the weight grows from 0 at the start
/// (<see cref="WarmupEpochs"/> or <see cref="WarmupSteps"/>, Sønderby et al., Ladder Variational Autoencoders, 2016), or does so again and again
/// (<see cref="Cycles"/>, Fu et al., Cyclical Annealing Schedule, 2019).
/// </para>
/// </remarks>
public sealed record Variational : AutoencoderKind
{
    /// <summary>
    /// λ, the weight of the latent term; 0 or more, finite. 1 is the variational bound, more is the β-VAE (Higgins et al., 2017), 0 leaves the
    /// sampler free of any pull.
    /// </summary>
    /// <value>The default is <c>1</c>.</value>
    public float KlWeight { get; init; } = 1f;

    /// <summary>The epochs over which the weight grows evenly from 0 to <see cref="KlWeight"/>; 0 or more.</summary>
    /// <value>The default is <c>0</c>.</value>
    public int WarmupEpochs { get; init; }

    /// <summary>The same in optimiser steps, for many rows; 0 or more. Not together with <see cref="WarmupEpochs"/>.</summary>
    /// <value>The default is <c>0</c>.</value>
    public int WarmupSteps { get; init; }

    /// <summary>
    /// How many times over the fit the weight starts again at 0, grows for half of the cycle and rests at <see cref="KlWeight"/> for the other
    /// half; 0 for not at all. Not together with a warm-up.
    /// </summary>
    /// <value>The default is <c>0</c>.</value>
    public int Cycles { get; init; }

    /// <summary>
    /// The information, in nats and as the mean over a batch, that each latent slot may hold before it pays; 0 or more, finite. A slot that
    /// is used at all holds more, so that the default only keeps slots from dying out.
    /// </summary>
    /// <value>The default is <c>0.25</c>.</value>
    public float FreeBits { get; init; } = 0.25f;

    /// <summary>
    /// The deviation of the normal noise that is added to what the encoder sees while it is fitted, as a part of the deviation of the values (the
    /// root mean square of the slots'); 0 or more, finite, and 0 for none. Reconstructions are held to the row without it, and validation does without
    /// it (Im et al., Denoising Criterion for Variational Auto-Encoding Framework, 2017): codes become smoother, and neighbours in them more alike.
    /// </summary>
    /// <value>The default is <c>0.3</c>.</value>
    public float InputNoise { get; init; } = 0.3f;

    internal override bool IsVariational => true;

    internal override bool CorruptsInTraining => InputNoise > 0;

    internal override Corruption? CorruptionFor(double deviation) =>
        InputNoise * deviation > 0 ? new GaussianNoise { StandardDeviation = (float)(InputNoise * deviation) } : null;

    internal override void Validate(int latentDimension)
    {
        Require.NonNegative(KlWeight, nameof(KlWeight));
        Require.AtLeast(0, WarmupEpochs, nameof(WarmupEpochs));
        Require.AtLeast(0, WarmupSteps, nameof(WarmupSteps));
        Require.AtLeast(0, Cycles, nameof(Cycles));
        Require.NonNegative(FreeBits, nameof(FreeBits));
        Require.NonNegative(InputNoise, nameof(InputNoise));
        if (WarmupEpochs > 0 && WarmupSteps > 0)
        {
            throw Require.OutOfRange(nameof(WarmupSteps), WarmupSteps, $"0 where {nameof(WarmupEpochs)} is {WarmupEpochs}");
        }

        if (Cycles > 0 && (WarmupEpochs > 0 || WarmupSteps > 0))
        {
            throw Require.OutOfRange(nameof(Cycles), Cycles, $"0 where there is a warm-up, here of {WarmupEpochs} epochs and {WarmupSteps} steps");
        }
    }

    /// <summary>The weight at a point of the fit.</summary>
    /// <param name="epochs">The epochs done so far, with the part done of the current one.</param>
    /// <param name="steps">The steps done so far.</param>
    /// <param name="total">The epochs of the whole fit.</param>
    internal float KlWeightAt(double epochs, long steps, int total)
    {
        double part = this switch
        {
            { WarmupEpochs: > 0 } => epochs / WarmupEpochs,
            { WarmupSteps: > 0 } => (double)steps / WarmupSteps,
            { Cycles: > 0 } => 2 * PartOfCycle(epochs * Cycles / total),
            _ => 1,
        };
        return KlWeight * (float)Math.Min(1, part);
    }

    /// <summary>What of its cycle is done: the last step of one ends it, and does not start the next.</summary>
    private static double PartOfCycle(double cycles) => cycles <= 0 ? 0 : cycles - (Math.Ceiling(cycles) - 1);
}
