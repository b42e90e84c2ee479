using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>The directions u = z/‖z‖ of the rows of a matrix, and the way back of their gradient.</summary>
/// <param name="maxRows">The maximum number of rows.</param>
/// <param name="width">The number of values in a row.</param>
internal sealed class Directions(int maxRows, int width)
{
    /// <summary>The direction of a shorter row is noise: it counts as 0, and has no gradient, which would be huge.</summary>
    public const double MinNorm = 1e-6;

    private readonly float[] _values = new float[checked(maxRows * width)];
    private readonly double[] _norms = new double[maxRows];
    private readonly float[] _gradient = new float[checked(maxRows * width)];

    /// <summary>u, <c>[rows, width]</c>.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Where the gradient of u is written, <c>[rows, width]</c>.</summary>
    public Span<float> Gradient => _gradient;

    /// <summary>Sets the direction of a row.</summary>
    public void Set(int row, ReadOnlySpan<float> values)
    {
        double norm = Math.Sqrt(Reductions.SumOfSquares(values));
        _norms[row] = norm < MinNorm ? double.PositiveInfinity : norm;
        TensorPrimitives.Divide(values, (float)_norms[row], _values.AsSpan(row * width, width));
    }

    /// <summary>∂z += (∂u − u(u·∂u)) / ‖z‖.</summary>
    public void AddGradientOf(int row, Span<float> target)
    {
        ReadOnlySpan<float> direction = _values.AsSpan(row * width, width), gradient = _gradient.AsSpan(row * width, width);
        double along = 0;
        for (int i = 0; i < width; i++)
        {
            along += (double)direction[i] * gradient[i];
        }

        for (int i = 0; i < width; i++)
        {
            target[i] += (float)((gradient[i] - (along * direction[i])) / _norms[row]);
        }
    }
}
