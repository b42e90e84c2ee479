using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// The latent layer of a variational autoencoder (Kingma and Welling, 2014): the sampler z = μ + σ·ε and the Kullback-Leibler
/// divergence from N(0, 1), over flat arrays of <c>[batch, q]</c> values.
/// </summary>
/// <remarks>Every span has the same length.</remarks>
internal static class GaussianLatent
{
    /// <summary>
    /// The smallest log σ². A unit at this bound holds 6 nats about a row, and its noise is a four-hundredth of the prior's deviation: the code is exact
    /// for all practical purposes.
    /// </summary>
    public const float MinLogVariance = -12;

    /// <summary>The largest log σ². Without it, one strange row can make σ², and with it the loss, infinite.</summary>
    public const float MaxLogVariance = 4;

    /// <summary>
    /// Bounds log σ², in place. In the backward pass the bounds are ignored: the divergence pulls values outside back, which a gradient of 0 would not.
    /// </summary>
    public static void Bound(Span<float> logVariance)
    {
        TensorPrimitives.Max(logVariance, MinLogVariance, logVariance);
        TensorPrimitives.Min(logVariance, MaxLogVariance, logVariance);
    }

    /// <summary>σ = exp(½ log σ²) and z = μ + σ·ε.</summary>
    public static void Sample(
        ReadOnlySpan<float> mean, ReadOnlySpan<float> logVariance, ReadOnlySpan<float> noise, Span<float> deviation, Span<float> code)
    {
        TensorPrimitives.Multiply(logVariance, 0.5f, deviation);
        ElementWise.Exp(deviation, deviation);
        TensorPrimitives.MultiplyAdd(deviation, noise, mean, code);
    }

    /// <summary>The divergence ½(−log σ² + σ² + μ² − 1) of every value, in nats.</summary>
    public static void KlDivergence(
        ReadOnlySpan<float> mean, ReadOnlySpan<float> logVariance, ReadOnlySpan<float> deviation, Span<float> divergence)
    {
        TensorPrimitives.Multiply(deviation, deviation, divergence);
        TensorPrimitives.Subtract(divergence, logVariance, divergence);
        TensorPrimitives.Subtract(divergence, 1f, divergence);
        TensorPrimitives.MultiplyAdd(mean, mean, divergence, divergence);
        TensorPrimitives.Multiply(divergence, 0.5f, divergence);
    }

    /// <summary>The divergence of one value, in nats.</summary>
    public static double KlDivergence(float mean, float logVariance) =>
        0.5 * (ScalarFunctions.Exp(logVariance) - logVariance - 1 + ((double)mean * mean));

    /// <summary>The gradient of weight · Σ(−log σ² + σ² + μ² − 1).</summary>
    /// <param name="mean">μ.</param>
    /// <param name="deviation">σ.</param>
    /// <param name="weight">The factor on the sum.</param>
    /// <param name="meanGradient">Receives 2·weight·μ.</param>
    /// <param name="logVarianceGradient">Receives weight·(σ² − 1).</param>
    public static void BackwardDivergence(
        ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation, float weight, Span<float> meanGradient, Span<float> logVarianceGradient)
    {
        TensorPrimitives.Multiply(mean, 2f * weight, meanGradient);
        TensorPrimitives.Multiply(deviation, deviation, logVarianceGradient);
        TensorPrimitives.Subtract(logVarianceGradient, 1f, logVarianceGradient);
        TensorPrimitives.Multiply(logVarianceGradient, weight, logVarianceGradient);
    }

    /// <summary>Propagates the gradient of the code through the sampler: ∂z/∂μ = 1 and ∂z/∂log σ² = ½σε.</summary>
    /// <param name="deviation">σ.</param>
    /// <param name="noise">ε.</param>
    /// <param name="codeGradient">∂L/∂z.</param>
    /// <param name="meanGradient">∂L/∂z is added to it.</param>
    /// <param name="logVarianceGradient">½σε ∂L/∂z is added to it.</param>
    public static void BackwardSample(
        ReadOnlySpan<float> deviation,
        ReadOnlySpan<float> noise,
        ReadOnlySpan<float> codeGradient,
        Span<float> meanGradient,
        Span<float> logVarianceGradient)
    {
        TensorPrimitives.Add(meanGradient, codeGradient, meanGradient);
        Span<float> slopes = stackalloc float[64];
        for (int start = 0; start < deviation.Length; start += slopes.Length)
        {
            Span<float> slope = slopes[..Math.Min(slopes.Length, deviation.Length - start)];
            TensorPrimitives.Multiply(deviation.Slice(start, slope.Length), noise.Slice(start, slope.Length), slope);
            TensorPrimitives.Multiply(slope, 0.5f, slope);
            Span<float> target = logVarianceGradient.Slice(start, slope.Length);
            TensorPrimitives.MultiplyAdd(slope, codeGradient.Slice(start, slope.Length), target, target);
        }
    }
}
