using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Objectives;

/// <summary>The squared error Σⱼ (x̂ⱼ − xⱼ)².</summary>
internal static class GaussianReconstruction
{
    /// <param name="output">x̂, the decoder's output.</param>
    /// <param name="target">x, of the same length.</param>
    /// <param name="scale">What the gradient is multiplied by: one over the rows of the batch.</param>
    /// <param name="gradient">Receives scale · 2(x̂ − x).</param>
    /// <returns>The loss summed over all values.</returns>
    public static double LossAndGradient(ReadOnlySpan<float> output, ReadOnlySpan<float> target, float scale, Span<float> gradient)
    {
        TensorPrimitives.Subtract(output, target, gradient);
        double loss = Reductions.SumOfSquares(gradient);
        TensorPrimitives.Multiply(gradient, 2f * scale, gradient);
        return loss;
    }
}
