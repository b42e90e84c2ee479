using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>Principal components, the yardstick of every fit.</summary>
internal sealed class Projection
{
    // More rows would not change the components of these tables.
    private const int MaxRows = 50_000;

    private readonly int _columns;
    private readonly int _count;
    private readonly float[] _directions;

    /// <param name="training">The rows to find the components in, centered, <c>[n, d]</c>.</param>
    /// <param name="columns">d.</param>
    /// <param name="count">q, the number of components.</param>
    public Projection(float[] training, int columns, int count)
    {
        int length = Math.Min(training.Length, MaxRows * columns);
        _columns = columns;
        _directions = PrincipalComponents.Of(training.AsSpan(0, length), columns, count, seed: 1).Directions;
        _count = _directions.Length / columns;
    }

    /// <summary>Projects rows, <c>[m, d]</c>, on the components, <c>[m, q]</c>.</summary>
    public float[] Encode(float[] rows)
    {
        float[] codes = new float[rows.Length / _columns * _count];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = TensorPrimitives.Dot(rows.AsSpan(i / _count * _columns, _columns), Direction(i % _count));
        }

        return codes;
    }

    /// <summary>Reconstructs rows, <c>[m, d]</c>, from the components.</summary>
    public float[] Reconstruct(float[] rows)
    {
        float[] codes = Encode(rows), reconstruction = new float[rows.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            Span<float> row = reconstruction.AsSpan(i / _count * _columns, _columns);
            TensorPrimitives.MultiplyAdd(Direction(i % _count), codes[i], row, row);
        }

        return reconstruction;
    }

    private ReadOnlySpan<float> Direction(int component) => _directions.AsSpan(component * _columns, _columns);
}
