using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Inputs;

/// <summary>
/// The input columns of rows that were read, one after the other, as rows of d values. Sparse vectors become dense ones.
/// </summary>
/// <param name="columns">The columns, in the order of the values, each with the buffer that holds its values.</param>
internal sealed class InputValues(IEnumerable<(DataViewSchema.Column Column, ColumnBuffer Buffer)> columns)
{
    private readonly (string Name, int Size, ColumnBuffer Buffer)[] _columns =
        [.. columns.Select(column => (column.Column.Name, InputColumns.SizeOf(column.Column.Type), column.Buffer))];

    /// <summary>Copies the values of a row.</summary>
    /// <param name="values">Receives d values, and may be longer.</param>
    /// <param name="row">The row's place in the buffers.</param>
    /// <param name="position">The row's position, for errors.</param>
    /// <returns>The rest of <paramref name="values"/>, after the row.</returns>
    /// <exception cref="InvalidOperationException">A vector is not of the size that its type promises.</exception>
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
                $"Column '{column}' has {vector.Length} values in row {position}, but its type promises {size}.");
        }

        vector.CopyTo(values);
    }
}
