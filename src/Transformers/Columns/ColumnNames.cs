using System.Collections;
using System.Collections.Immutable;

namespace MLNet.Autoencoder.Columns;

/// <summary>The columns to add, by name, in the order of <see cref="OutputColumns.All"/>. Immutable.</summary>
internal sealed class ColumnNames : IReadOnlyList<NamedColumn>
{
    private readonly ImmutableArray<NamedColumn> _columns;

    /// <param name="nameOf">The name of a column; <see langword="null"/> for a column that is not wanted.</param>
    public ColumnNames(Func<OutputColumn, string?> nameOf) => _columns =
    [
        .. from column in OutputColumns.All
           let name = nameOf(column)
           where name is not null
           select new NamedColumn(column, name),
    ];

    private ColumnNames() => _columns = [];

    /// <summary>No column.</summary>
    public static ColumnNames None { get; } = new();

    public int Count => _columns.Length;

    public NamedColumn this[int index] => _columns[index];

    /// <summary>The name of a column; <see langword="null"/> if it is not wanted.</summary>
    public string? Of<TColumn>()
        where TColumn : OutputColumn => _columns.FirstOrDefault(named => named.Column is TColumn).Name;

    /// <inheritdoc cref="Of{TColumn}()"/>
    public string? Of(OutputColumn column) => _columns.FirstOrDefault(named => named.Column == column).Name;

    /// <summary>The same names, but for one column.</summary>
    /// <param name="name">The new name of the column; <see langword="null"/> to leave the column out.</param>
    public ColumnNames With<TColumn>(string? name)
        where TColumn : OutputColumn => new(column => column is TColumn ? name : Of(column));

    /// <summary>What is wrong with the names for a kind of autoencoder; <see langword="null"/> if nothing is.</summary>
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
                return $"{column.Option} must be the name of a column, or null, but it is empty.";
            }

            if (column.ObstacleIn(kind) is { } obstacle)
            {
                return $"{column.Option} is '{name}', but {obstacle}";
            }
        }

        return _columns.GroupBy(named => named.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? $"Each column to add needs a name of its own, but '{twice.Key}' is the "
                + $"{string.Join(" and the ", twice.Select(named => named.Column.Option))}."
            : null;
    }

    public IEnumerator<NamedColumn> GetEnumerator() => ((IEnumerable<NamedColumn>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
