using System.Collections;
using System.Collections.Immutable;

namespace MLNet.Autoencoder.Columns;

/// <summary>The columns to add and their names, in the order of <see cref="OutputColumns.All"/>. Immutable.</summary>
internal sealed class ColumnNames : IReadOnlyList<NamedColumn>
{
    private readonly ImmutableArray<NamedColumn> _columns;

    /// <param name="nameOf">Returns the name of a column; <see langword="null"/> to leave the column out.</param>
    public ColumnNames(Func<OutputColumn, string?> nameOf) => _columns =
    [
        .. from column in OutputColumns.All
           let name = nameOf(column)
           where name is not null
           select new NamedColumn(column, name),
    ];

    private ColumnNames() => _columns = [];

    /// <summary>No columns.</summary>
    public static ColumnNames None { get; } = new();

    public int Count => _columns.Length;

    public NamedColumn this[int index] => _columns[index];

    /// <summary>The name of a column; <see langword="null"/> if the column is not added.</summary>
    public string? Of<TColumn>()
        where TColumn : OutputColumn => _columns.FirstOrDefault(named => named.Column is TColumn).Name;

    /// <inheritdoc cref="Of{TColumn}()"/>
    public string? Of(OutputColumn column) => _columns.FirstOrDefault(named => named.Column == column).Name;

    /// <summary>The same names, with the name of one column changed.</summary>
    /// <param name="name">The new name of the column; <see langword="null"/> to leave the column out.</param>
    public ColumnNames With<TColumn>(string? name)
        where TColumn : OutputColumn => new(column => column is TColumn ? name : Of(column));

    /// <summary>Describes what is wrong with the names for a kind of autoencoder; <see langword="null"/> if nothing is.</summary>
    public string? FindFault(AutoencoderKind kind)
    {
        if (OutputColumns.All.FirstOrDefault(column => column.IsRequired && string.IsNullOrEmpty(Of(column))) is { } required)
        {
            return $"{required.Option} must name the column of {required.Content} to add, but it is {(Of(required) is null ? "null" : "empty")}.";
        }

        foreach (var (column, name) in _columns)
        {
            if (name.Length == 0)
            {
                return $"{column.Option} must be a column name or null, but it is empty.";
            }

            if (column.ObstacleIn(kind) is { } obstacle)
            {
                return $"{column.Option} is '{name}', but {obstacle}";
            }
        }

        return _columns.GroupBy(named => named.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? $"Each added column needs its own name, but '{twice.Key}' is used for "
                + $"{string.Join(" and ", twice.Select(named => named.Column.Option))}."
            : null;
    }

    public IEnumerator<NamedColumn> GetEnumerator() => ((IEnumerable<NamedColumn>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
