using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Objectives;

/// <summary>
/// The latent layer of a variational autoencoder (Kingma and Welling, 2014): the sampler z = μ + σ·ε and the Kullback-Leibler
/// divergence from N(0, 1), over flat arrays of <c>[batch, q]</c> values.
/// </summary>
/// <remarks>Every span has the same length, a multiple of <see cref="ElementWise.Block"/>, because exp is involved.</remarks>
internal static class GaussianLatent
{
    /// <summary>σ = exp(½ log σ²) and z = μ + σ·ε.</summary>
    public static void Sample(
        ReadOnlySpan<float> mean, ReadOnlySpan<float> logVariance, ReadOnlySpan<float> noise, Span<float> deviation, Span<float> code)
    {
        TensorPrimitives.Multiply(logVariance, 0.5f, deviation);
        TensorPrimitives.Exp(deviation, deviation);
        TensorPrimitives.MultiplyAdd(deviation, noise, mean, code);
    }

    /// <summary>The divergence ½Σ(−log σ² + σ² + μ² − 1), in nats, summed over the first <paramref name="count"/> values.</summary>
    /// <param name="mean">μ.</param>
    /// <param name="logVariance">log σ².</param>
    /// <param name="deviation">σ.</param>
    /// <param name="count">How many of the values are real; those after them are padding.</param>
    /// <param name="scratch">Room for as many values.</param>
    public static double KlDivergence(
        ReadOnlySpan<float> mean, ReadOnlySpan<float> logVariance, ReadOnlySpan<float> deviation, int count, Span<float> scratch)
    {
        TensorPrimitives.Multiply(deviation, deviation, scratch);
        TensorPrimitives.Subtract(scratch, logVariance, scratch);
        TensorPrimitives.Subtract(scratch, 1f, scratch);
        return 0.5 * (Reductions.Sum(scratch[..count]) + Reductions.SumOfSquares(mean[..count]));
    }

    /// <summary>
    /// Turns the gradient of the code into those of μ and log σ², and adds those of the latent term
    /// weight · Σ(−log σ² + σ² + μ² − 1).
    /// </summary>
    /// <param name="mean">μ.</param>
    /// <param name="deviation">σ.</param>
    /// <param name="noise">ε.</param>
    /// <param name="codeGradient">∂L/∂z.</param>
    /// <param name="weight">λ times one over the rows of the batch.</param>
    /// <param name="meanGradient">Receives ∂L/∂z + 2·weight·μ.</param>
    /// <param name="logVarianceGradient">Receives ½σε ∂L/∂z + weight·(σ² − 1).</param>
    public static void Backward(
        ReadOnlySpan<float> mean,
        ReadOnlySpan<float> deviation,
        ReadOnlySpan<float> noise,
        ReadOnlySpan<float> codeGradient,
        float weight,
        Span<float> meanGradient,
        Span<float> logVarianceGradient)
    {
        // Sampler: ∂z/∂μ = 1 and ∂z/∂log σ² = ½σε.
        TensorPrimitives.Multiply(deviation, noise, logVarianceGradient);
        TensorPrimitives.Multiply(logVarianceGradient, codeGradient, logVarianceGradient);
        TensorPrimitives.Multiply(logVarianceGradient, 0.5f, logVarianceGradient);

        // Latent term, with meanGradient as scratch for σ² − 1 first.
        TensorPrimitives.Multiply(deviation, deviation, meanGradient);
        TensorPrimitives.Subtract(meanGradient, 1f, meanGradient);
        TensorPrimitives.Multiply(meanGradient, weight, meanGradient);
        TensorPrimitives.Add(logVarianceGradient, meanGradient, logVarianceGradient);
        TensorPrimitives.Multiply(mean, 2f * weight, meanGradient);
        TensorPrimitives.Add(meanGradient, codeGradient, meanGradient);
    }
}
