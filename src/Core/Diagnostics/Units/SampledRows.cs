using System.Numerics.Tensors;
using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>A random sample of the rows that a model can encode, in their original order. Rows with few values other than 0 take little memory.</summary>
internal sealed class SampledRows
{
    /// <summary>The most values of all rows together, 1 GiB if none of them is 0.</summary>
    private const int MaxValues = 1 << 28;

    private readonly StoredRow[] _rows;

    private SampledRows(int dimension, StoredRow[] rows)
    {
        Dimension = dimension;
        _rows = rows;
    }

    /// <summary>d.</summary>
    public int Dimension { get; }

    /// <summary>The number of rows.</summary>
    public int Count => _rows.Length;

    /// <summary>Reads the sample.</summary>
    /// <param name="model">The model.</param>
    /// <param name="source">The rows.</param>
    /// <param name="maxRows">The size of the sample, if there are that many rows.</param>
    public static SampledRows Read(AutoencoderModel model, IRowSource source, int maxRows)
    {
        int d = model.InputDimension;
        bool allowsMissing = model.Content.Scaling.AllowsMissing;
        var reservoir = new Reservoir(Math.Clamp(MaxValues / d, 1, maxRows));
        var kept = new List<StoredRow>();
        float[] row = new float[d], weight = new float[source.HasWeights ? 1 : 0];
        using IRowReader reader = source.OpenChecked();
        for (long index = 0; reader.ReadChecked(row, weight, [], capacity: 1) == 1; index++)
        {
            int place = IsUsable(row, allowsMissing) ? reservoir.Place() : -1;
            if (place == kept.Count)
            {
                kept.Add(StoredRow.Of(index, row));
            }
            else if (place >= 0)
            {
                kept[place] = StoredRow.Of(index, row);
            }
        }

        return new SampledRows(d, [.. kept.OrderBy(one => one.Index)]);
    }

    /// <summary>The index of a row in the source.</summary>
    public long IndexOf(int row) => _rows[row].Index;

    /// <summary>Copies the values of a row, <c>[d]</c>.</summary>
    public void CopyTo(int row, Span<float> values) => _rows[row].CopyTo(values);

    private static bool IsUsable(ReadOnlySpan<float> row, bool allowsMissing) => TensorPrimitives.IsFiniteAll(row)
        || (allowsMissing && !TensorPrimitives.IsInfinityAny(row) && !TensorPrimitives.IsNaNAll(row));

    /// <summary>A row: all of its values, or those other than 0 and their slots.</summary>
    private sealed record StoredRow(long Index, int[]? Slots, float[] Values)
    {
        public static StoredRow Of(long index, float[] row)
        {
            int present = row.Count(value => value != 0);
            if (2 * (long)present >= row.Length)
            {
                return new(index, null, [.. row]);
            }

            int[] slots = [.. Enumerable.Range(0, row.Length).Where(slot => row[slot] != 0)];
            return new(index, slots, Array.ConvertAll(slots, slot => row[slot]));
        }

        public void CopyTo(Span<float> values)
        {
            if (Slots is null)
            {
                Values.CopyTo(values);
                return;
            }

            values.Clear();
            for (int i = 0; i < Slots.Length; i++)
            {
                values[Slots[i]] = Values[i];
            }
        }
    }
}
