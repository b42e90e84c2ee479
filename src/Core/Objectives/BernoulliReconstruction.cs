using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Objectives;

/// <summary>The cross-entropy −Σⱼ (xⱼ log x̂ⱼ + (1 − xⱼ) log(1 − x̂ⱼ)) with x̂ = sigmoid(a), a the decoder's output.</summary>
internal static class BernoulliReconstruction
{
    /// <param name="output">a, the decoder's output before the sigmoid. Its length is a multiple of <see cref="ElementWise.Block"/>.</param>
    /// <param name="target">x in [0, 1], of the same length.</param>
    /// <param name="count">How many of the values are real; those after them are padding.</param>
    /// <param name="scale">What the gradient is multiplied by: one over the rows of the batch.</param>
    /// <param name="gradient">Receives scale · (sigmoid(a) − x).</param>
    /// <param name="scratch">Room for as many values.</param>
    /// <returns>The loss summed over the real values, in nats.</returns>
    public static double LossAndGradient(
        ReadOnlySpan<float> output, ReadOnlySpan<float> target, int count, float scale, Span<float> gradient, Span<float> scratch)
    {
        // −x log x̂ − (1 − x) log(1 − x̂) = max(a, 0) − a·x + log(1 + e^−|a|), which overflows for no a.
        TensorPrimitives.Abs(output, scratch);
        TensorPrimitives.Negate(scratch, scratch);
        TensorPrimitives.Exp(scratch, scratch);
        TensorPrimitives.Add(scratch, 1f, scratch);
        TensorPrimitives.Log(scratch, scratch);
        TensorPrimitives.Max(output, 0f, gradient);
        TensorPrimitives.Add(scratch, gradient, scratch);
        TensorPrimitives.Multiply(output, target, gradient);
        TensorPrimitives.Subtract(scratch, gradient, scratch);
        double loss = Reductions.Sum(scratch[..count]);

        TensorPrimitives.Sigmoid(output, gradient);
        TensorPrimitives.Subtract(gradient, target, gradient);
        TensorPrimitives.Multiply(gradient, scale, gradient);
        return loss;
    }
}
