using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Inputs;

namespace MLNet.Autoencoder;

/// <summary>A scalar column that only a fit reads, besides its input. It is found like the input columns.</summary>
internal sealed class FitColumn
{
    private readonly string _role;
    private readonly string _expected;
    private readonly Func<DataViewType, bool> _accepts;
    private readonly bool _acceptsKeys;
    private readonly Func<DataViewType, string?> _remedyOf;

    private FitColumn(string role, string expected, Func<DataViewType, bool> accepts, bool acceptsKeys, Func<DataViewType, string?> remedyOf)
    {
        (_role, _expected, _accepts, _acceptsKeys, _remedyOf) = (role, expected, accepts, acceptsKeys, remedyOf);
    }

    /// <summary>The column with the weight of each row, a Single.</summary>
    public static FitColumn Weight { get; } = new(
        "example weight column", "a Single", type => type == NumberDataViewType.Single, acceptsKeys: false, InputColumns.RemedyOf);

    /// <summary>The column with the label of each row: a key or a Boolean for classes, a Single for numbers.</summary>
    public static FitColumn Label { get; } = new(
        "label column",
        "a key, a Boolean or a Single",
        type => type == BooleanDataViewType.Instance || type == NumberDataViewType.Single,
        acceptsKeys: true,
        type => type switch
        {
            TextDataViewType => " Turn its text into keys first, with MapValueToKey.",
            NumberDataViewType => " Turn it into keys first, with MapValueToKey, or into numbers to predict, with ConvertType to DataKind.Single.",
            _ => null,
        });

    /// <summary>Finds the column and checks its type.</summary>
    /// <param name="name">Its name; null if there is none.</param>
    /// <param name="schema">The schema to search.</param>
    /// <param name="argument">The name of the caller's argument, for exceptions.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or has another type.</exception>
    public DataViewSchema.Column? Find(string? name, DataViewSchema schema, string argument)
    {
        if (name is null)
        {
            return null;
        }

        if (schema.GetColumnOrNull(name) is not { } column)
        {
            throw Missing(name, schema.Where(other => !other.IsHidden).Select(other => other.Name), argument);
        }

        return (column.Type is KeyDataViewType ? _acceptsKeys : _accepts(column.Type))
            ? column
            : throw Mismatch(name, column.Type.ToString()!, _remedyOf(column.Type), argument);
    }

    /// <summary>The same for a schema shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or has another type.</exception>
    public void Check(string? name, SchemaShape shape, string argument)
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
        bool isAccepted = column.Kind == SchemaShape.Column.VectorKind.Scalar && (column.IsKey ? _acceptsKeys : _accepts(column.ItemType));
        if (!isAccepted)
        {
            DataViewType type = column.Kind == SchemaShape.Column.VectorKind.Scalar ? column.ItemType : new VectorDataViewType((PrimitiveDataViewType)column.ItemType);
            string? remedy = !column.IsKey ? _remedyOf(type) : _acceptsKeys ? null : InputColumns.RemedyOf(column);
            throw Mismatch(name, InputColumns.Describe(column), remedy, argument);
        }
    }

    private ArgumentOutOfRangeException Missing(string name, IEnumerable<string> found, string argument) => new(
        argument,
        $"The {_role} '{name}' is missing: {_expected} is required. The columns found are {string.Join(", ", found.Select(other => $"'{other}'"))}.");

    private ArgumentOutOfRangeException Mismatch(string name, string found, string? remedy, string argument) => new(
        argument, $"The {_role} '{name}' must be {_expected}, but it is {found}.{remedy}");
}
