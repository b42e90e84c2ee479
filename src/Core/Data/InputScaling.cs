using System.Numerics;
using System.Numerics.Tensors;

namespace MLNet.Autoencoder.Data;

/// <summary>
/// x′ = (x − offset) · (1 / scale), slot by slot, and the inverse; in slots with heavy tails, asinh((x − center) / width) takes the place of x. A missing
/// value (NaN) becomes the slot's fill value. All parameters are statistics of the training rows.
/// </summary>
internal sealed class InputScaling
{
    private readonly float[] _offset;
    private readonly float[] _scale;
    private readonly float[] _negativeOffset;
    private readonly float[] _inverse;
    private readonly float[] _fillValues;
    private readonly float[] _scaledFillValues;

    /// <param name="offset">The offset of each slot.</param>
    /// <param name="scale">The scale of each slot.</param>
    /// <param name="fillValues">The fill value of each slot, in the input's units; empty if a NaN remains NaN.</param>
    /// <param name="tails">The scale of slots with heavy tails; <see langword="null"/> if there are none.</param>
    public InputScaling(float[] offset, float[] scale, float[] fillValues, TailScale? tails = null)
    {
        Tails = tails;
        _offset = offset;
        _scale = scale;
        _negativeOffset = Array.ConvertAll(offset, value => -value);
        _inverse = Array.ConvertAll(scale, value => 1f / value);
        _fillValues = fillValues;
        IsIdentity = tails is null && Array.TrueForAll(offset, value => value == 0f) && Array.TrueForAll(scale, value => value == 1f);
        _scaledFillValues = [.. fillValues];
        if (fillValues.Length > 0)
        {
            Apply(fillValues, _scaledFillValues, fillsIn: false);
        }
    }

    public static InputScaling Identity(int dimension)
    {
        float[] ones = new float[dimension];
        Array.Fill(ones, 1f);
        return new InputScaling(new float[dimension], ones, []);
    }

    /// <summary>The scale of slots with heavy tails; <see langword="null"/> if there are none.</summary>
    public TailScale? Tails { get; }

    /// <summary>Whether scaling changes no value.</summary>
    public bool IsIdentity { get; }

    /// <summary>Whether values may be missing.</summary>
    public bool AllowsMissing => _fillValues.Length > 0;

    public ReadOnlySpan<float> Offset => _offset;

    public ReadOnlySpan<float> Scales => _scale;

    public ReadOnlySpan<float> FillValues => _fillValues;

    /// <summary>Whether some slots, at least two, are all divided by the same number, because they share a unit.</summary>
    /// <param name="includes">Whether to look at a slot.</param>
    public bool HasOneScale(Func<int, bool> includes)
    {
        int[] slots = [.. Enumerable.Range(0, _scale.Length).Where(includes)];
        return !IsIdentity && Tails is null && slots.Length > 1 && slots.All(slot => _scale[slot] == _scale[slots[0]]);
    }

    /// <summary>Converts rows from the input's units to the network's. The two may be the same span.</summary>
    public void Apply(ReadOnlySpan<float> rows, Span<float> scaled) => Apply(rows, scaled, AllowsMissing);

    /// <summary>The distance of two values of a slot in the network's units.</summary>
    public double Distance(float left, float right, int slot)
    {
        bool hasTails = Tails?.Includes(slot) ?? false;
        double difference = hasTails ? (double)Tails!.Apply(left, slot) - Tails.Apply(right, slot) : (double)left - right;
        return Math.Abs(difference) / _scale[slot];
    }

    /// <summary>Converts rows from the network's units to the input's, in place.</summary>
    public void Undo(Span<float> rows)
    {
        for (int start = 0; !IsIdentity && start < rows.Length; start += _offset.Length)
        {
            Span<float> row = rows.Slice(start, _offset.Length);
            TensorPrimitives.Multiply(row, _scale, row);
            TensorPrimitives.Add(row, _offset, row);
            Tails?.Undo(row);
        }
    }

    private void Apply(ReadOnlySpan<float> rows, Span<float> scaled, bool fillsIn)
    {
        for (int start = 0; start < rows.Length; start += _offset.Length)
        {
            Span<float> row = scaled.Slice(start, _offset.Length);
            ReadOnlySpan<float> values = rows.Slice(start, _offset.Length);
            if (Tails is not null)
            {
                values.CopyTo(row);
                Tails.Apply(row);
                values = row;
            }

            Scale(values, row);
            if (fillsIn)
            {
                FillIn(row);
            }
        }
    }

    /// <summary>Rounds after the addition and after the multiplication, and so gives the same bits at every vector width.</summary>
    private void Scale(ReadOnlySpan<float> row, Span<float> scaled) => TensorPrimitives.AddMultiply(row, _negativeOffset, _inverse, scaled);

    private void FillIn(Span<float> row)
    {
        int slot = 0;
        for (; slot + Vector<float>.Count <= row.Length; slot += Vector<float>.Count)
        {
            var values = new Vector<float>(row[slot..]);
            Vector.ConditionalSelect(Vector.Equals(values, values), values, new Vector<float>(_scaledFillValues, slot)).CopyTo(row[slot..]);
        }

        for (; slot < row.Length; slot++)
        {
            row[slot] = float.IsNaN(row[slot]) ? _scaledFillValues[slot] : row[slot];
        }
    }
}
