using System.Numerics.Tensors;

namespace MLNet.Autoencoder.Networks;

/// <summary>x′ = (x − offset) · (1 / scale), slot by slot, and back. Offsets and scales are the statistics a model learnt from its rows.</summary>
internal sealed class InputScaling
{
    private readonly float[] _offset;
    private readonly float[] _scale;
    private readonly float[] _inverse;

    public InputScaling(float[] offset, float[] scale)
    {
        _offset = offset;
        _scale = scale;
        _inverse = Array.ConvertAll(scale, value => 1f / value);
        IsIdentity = Array.TrueForAll(offset, value => value == 0f) && Array.TrueForAll(scale, value => value == 1f);
    }

    public static InputScaling Identity(int dimension)
    {
        float[] ones = new float[dimension];
        Array.Fill(ones, 1f);
        return new InputScaling(new float[dimension], ones);
    }

    /// <summary>Whether this leaves everything as it is.</summary>
    public bool IsIdentity { get; }

    public ReadOnlySpan<float> Offset => _offset;

    public ReadOnlySpan<float> Scale => _scale;

    /// <summary>From the input's units to the network's, row by row. The two may be the same span.</summary>
    public void Apply(ReadOnlySpan<float> rows, Span<float> scaled)
    {
        for (int start = 0; start < rows.Length; start += _offset.Length)
        {
            Span<float> row = scaled.Slice(start, _offset.Length);
            TensorPrimitives.Subtract(rows.Slice(start, _offset.Length), _offset, row);
            TensorPrimitives.Multiply(row, _inverse, row);
        }
    }

    /// <summary>From the network's units to the input's, in place.</summary>
    public void Undo(Span<float> rows)
    {
        if (IsIdentity)
        {
            return;
        }

        for (int start = 0; start < rows.Length; start += _offset.Length)
        {
            Span<float> row = rows.Slice(start, _offset.Length);
            TensorPrimitives.Multiply(row, _scale, row);
            TensorPrimitives.Add(row, _offset, row);
        }
    }
}
