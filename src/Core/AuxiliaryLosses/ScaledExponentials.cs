using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>The exponentials of a softmax, which does not change if the same number is subtracted from all values.</summary>
internal static class ScaledExponentials
{
    /// <summary>Replaces each value a by exp(scale·(a − max a)), which cannot overflow.</summary>
    /// <param name="values">The values; receives the exponentials.</param>
    /// <param name="scale">The factor in the exponent; greater than 0.</param>
    /// <returns>The largest value, and the sum of the exponentials.</returns>
    public static (float Largest, double Sum) Replace(Span<float> values, float scale)
    {
        float largest = TensorPrimitives.Max<float>(values);
        TensorPrimitives.Subtract(values, largest, values);
        TensorPrimitives.Multiply(values, scale, values);
        ElementWise.Exp(values, values);
        return (largest, Reductions.Sum(values));
    }
}
