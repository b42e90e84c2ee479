using System.Numerics;
using System.Numerics.Tensors;

namespace MLNet.Autoencoder.Data;

/// <summary>
/// x′ = (x − offset) · (1 / scale), slot by slot, and back; a missing value, a NaN, becomes the slot's stand-in. All of it are statistics that a
/// model learnt from its rows.
/// </summary>
internal sealed class InputScaling
{
    private readonly float[] _offset;
    private readonly float[] _scale;
    private readonly float[] _negativeOffset;
    private readonly float[] _inverse;
    private readonly float[] _standIn;
    private readonly float[] _scaledStandIn;

    /// <param name="offset">What is taken off.</param>
    /// <param name="scale">What is divided by.</param>
    /// <param name="standIn">What stands for a missing value, in the input's units; empty where a NaN is to stay one.</param>
    public InputScaling(float[] offset, float[] scale, float[] standIn)
    {
        _offset = offset;
        _scale = scale;
        _negativeOffset = Array.ConvertAll(offset, value => -value);
        _inverse = Array.ConvertAll(scale, value => 1f / value);
        _standIn = standIn;
        IsIdentity = Array.TrueForAll(offset, value => value == 0f) && Array.TrueForAll(scale, value => value == 1f);
        _scaledStandIn = [.. standIn];
        if (standIn.Length > 0)
        {
            Scale(standIn, _scaledStandIn);
        }
    }

    public static InputScaling Identity(int dimension)
    {
        float[] ones = new float[dimension];
        Array.Fill(ones, 1f);
        return new InputScaling(new float[dimension], ones, []);
    }

    /// <summary>Whether this leaves every number as it is.</summary>
    public bool IsIdentity { get; }

    /// <summary>Whether a value may be missing.</summary>
    public bool AllowsMissing => _standIn.Length > 0;

    public ReadOnlySpan<float> Offset => _offset;

    public ReadOnlySpan<float> Scales => _scale;

    public ReadOnlySpan<float> StandIn => _standIn;

    /// <summary>From the input's units to the network's, row by row. The two may be the same span.</summary>
    public void Apply(ReadOnlySpan<float> rows, Span<float> scaled)
    {
        for (int start = 0; start < rows.Length; start += _offset.Length)
        {
            Span<float> row = scaled.Slice(start, _offset.Length);
            Scale(rows.Slice(start, _offset.Length), row);
            if (AllowsMissing)
            {
                FillIn(row);
            }
        }
    }

    /// <summary>From the network's units to the input's, in place.</summary>
    public void Undo(Span<float> rows)
    {
        for (int start = 0; !IsIdentity && start < rows.Length; start += _offset.Length)
        {
            Span<float> row = rows.Slice(start, _offset.Length);
            TensorPrimitives.Multiply(row, _scale, row);
            TensorPrimitives.Add(row, _offset, row);
        }
    }

    /// <summary>In one pass, rounded after the addition and after the multiplication: the same bits at every vector width.</summary>
    private void Scale(ReadOnlySpan<float> row, Span<float> scaled) => TensorPrimitives.AddMultiply(row, _negativeOffset, _inverse, scaled);

    private void FillIn(Span<float> row)
    {
        int slot = 0;
        for (; slot + Vector<float>.Count <= row.Length; slot += Vector<float>.Count)
        {
            var values = new Vector<float>(row[slot..]);
            Vector.ConditionalSelect(Vector.Equals(values, values), values, new Vector<float>(_scaledStandIn, slot)).CopyTo(row[slot..]);
        }

        for (; slot < row.Length; slot++)
        {
            row[slot] = float.IsNaN(row[slot]) ? _scaledStandIn[slot] : row[slot];
        }
    }
}
