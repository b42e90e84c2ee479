using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Inputs;

/// <summary>
/// Combines the buffered values of the input columns into rows of d values. Sparse vectors become dense.
/// </summary>
/// <param name="columns">The columns, in the order of the values, each with the buffer that holds its values.</param>
internal sealed class InputValues(IEnumerable<(DataViewSchema.Column Column, ColumnBuffer Buffer)> columns)
{
    private readonly (string Name, int Size, ColumnBuffer Buffer)[] _columns =
        [.. columns.Select(column => (column.Column.Name, InputColumns.SizeOf(column.Column.Type), column.Buffer))];

    /// <summary>Copies the values of a row.</summary>
    /// <param name="values">Receives d values; may be longer.</param>
    /// <param name="row">The row's place in the buffers.</param>
    /// <param name="position">The row's position, for messages.</param>
    /// <returns>The rest of <paramref name="values"/>, after the row.</returns>
    /// <exception cref="InvalidOperationException">A vector does not have the size that its type declares.</exception>
    public Span<float> CopyTo(Span<float> values, int row, long position)
    {
        foreach (var (name, size, buffer) in _columns)
        {
            if (buffer is VectorBuffer<float> vectors)
            {
                CopyTo(values, vectors[row], size, name, position);
            }
            else
            {
                values[0] = ((ScalarBuffer<float>)buffer)[row];
            }

            values = values[size..];
        }

        return values;
    }

    private static void CopyTo(Span<float> values, in VBuffer<float> vector, int size, string column, long position)
    {
        if (vector.Length != size)
        {
            throw new InvalidOperationException(
                $"Column '{column}' has {vector.Length} values in row {position}, but its type declares {size}. Correct the view or row that provides it: "
                + "every vector must have the declared size.");
        }

        vector.CopyTo(values);
    }
}
