using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Inputs;

namespace MLNet.Autoencoder;

/// <summary>The column with the weight of each row, a scalar Single. It is found like the input columns, and only a fit reads it.</summary>
internal static class WeightColumn
{
    /// <summary>Finds the column and checks its type.</summary>
    /// <param name="name">Its name; null if there is none.</param>
    /// <param name="schema">The schema to search.</param>
    /// <param name="argument">The name of the caller's argument, for exceptions.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or is not a scalar Single.</exception>
    public static DataViewSchema.Column? Find(string? name, DataViewSchema schema, string argument)
    {
        if (name is null)
        {
            return null;
        }

        if (schema.GetColumnOrNull(name) is not { } column)
        {
            throw Missing(name, schema.Where(other => !other.IsHidden).Select(other => other.Name), argument);
        }

        return column.Type == NumberDataViewType.Single
            ? column
            : throw Mismatch(name, column.Type.ToString()!, InputColumns.RemedyOf(column.Type), argument);
    }

    /// <summary>The same for a schema shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or is not a scalar Single.</exception>
    public static void Check(string? name, SchemaShape shape, string argument)
    {
        if (name is null)
        {
            return;
        }

        if (shape.All(other => other.Name != name))
        {
            throw Missing(name, shape.Select(other => other.Name), argument);
        }

        var column = shape.First(other => other.Name == name);
        if (column is not { Kind: SchemaShape.Column.VectorKind.Scalar, IsKey: false } || column.ItemType != NumberDataViewType.Single)
        {
            throw Mismatch(name, InputColumns.Describe(column), InputColumns.RemedyOf(column), argument);
        }
    }

    private static ArgumentOutOfRangeException Missing(string name, IEnumerable<string> found, string argument) => new(
        argument,
        $"The example weight column '{name}' is missing: a Single is required. The columns found are "
        + $"{string.Join(", ", found.Select(other => $"'{other}'"))}.");

    private static ArgumentOutOfRangeException Mismatch(string name, string found, string? remedy, string argument) => new(
        argument, $"The example weight column '{name}' must be a Single, but it is {found}.{remedy}");
}
