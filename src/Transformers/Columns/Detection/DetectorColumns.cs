using System.Collections.Immutable;
using Microsoft.ML;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Inputs;

namespace MLNet.Autoencoder.Columns;

/// <summary>The columns that an anomaly detector reads and adds. Immutable.</summary>
internal sealed class DetectorColumns
{
    private DetectorColumns(InputColumns inputs, ImmutableArray<(DetectorColumn Column, string Name)> added) => (Inputs, Added) = (inputs, added);

    /// <summary>All columns that a detector can add, in the order in which it adds them.</summary>
    public static ImmutableArray<DetectorColumn> All { get; } =
        [new ScoreColumn(), new PredictedLabelColumn(), new PValueColumn(), new ContributionsColumn(), new ExpectedColumn()];

    public InputColumns Inputs { get; }

    /// <summary>The columns that are added, and their names.</summary>
    public ImmutableArray<(DetectorColumn Column, string Name)> Added { get; }

    /// <summary>The columns of an estimator.</summary>
    /// <param name="inputs">The columns to read.</param>
    /// <param name="nameOf">The name of each column; <see langword="null"/> if it is not added.</param>
    /// <param name="score">The score of the detector.</param>
    /// <exception cref="ArgumentException">A name is missing, empty or used twice, or the detector cannot have a column.</exception>
    public static DetectorColumns Create(InputColumns inputs, Func<DetectorColumn, string?> nameOf, AnomalyScore score)
    {
        var columns = new DetectorColumns(inputs, Named(nameOf));
        return columns.FindFault(score) is { } fault ? throw new ArgumentException(fault) : columns;
    }

    /// <summary>Reads the attributes that <see cref="ToAttributes"/> wrote.</summary>
    /// <exception cref="FormatException">The attributes are missing or damaged, or do not match the detector.</exception>
    public static DetectorColumns FromAttributes(IReadOnlyDictionary<string, string> attributes, AnomalyDetector detector)
    {
        var columns = new DetectorColumns(
            InputColumns.FromAttributes(attributes, detector.Model.InputDimension), Named(column => attributes.GetValueOrDefault(column.Attribute)));
        return columns.FindFault(detector.Score) is { } fault
            ? throw new FormatException(
                $"The columns in the model file are not valid. {fault} The attributes present are {StrictJson.Excerpt(string.Join(", ", attributes.Keys))}.")
            : columns;
    }

    /// <summary>The name of a column; <see langword="null"/> if it is not added.</summary>
    public string? NameOf<TColumn>()
        where TColumn : DetectorColumn => Added.FirstOrDefault(added => added.Column is TColumn).Name;

    /// <summary>The name of a column; <see langword="null"/> if it is not added.</summary>
    public string? NameOf(DetectorColumn column) => Added.FirstOrDefault(added => added.Column == column).Name;

    /// <summary>The same columns after a fit: from now on, each input must have the size that it had in the fit.</summary>
    public DetectorColumns FittedTo(IEnumerable<DataViewSchema.Column> inputs) => new(Inputs.FittedTo(inputs), Added);

    /// <summary>The attributes of the model file that hold the names.</summary>
    public Dictionary<string, string> ToAttributes()
    {
        var attributes = new Dictionary<string, string>();
        Inputs.AddTo(attributes);
        foreach (var (column, name) in Added)
        {
            attributes[column.Attribute] = name;
        }

        return attributes;
    }

    private static ImmutableArray<(DetectorColumn Column, string Name)> Named(Func<DetectorColumn, string?> nameOf) =>
        [.. from column in All let name = nameOf(column) where name is not null select (column, name)];

    private string? FindFault(AnomalyScore score)
    {
        if (All.FirstOrDefault(column => column.IsRequired && Added.All(added => added.Column != column)) is { } missing)
        {
            return $"{missing.Option} must name the column to add, but it is null.";
        }

        foreach (var (column, name) in Added)
        {
            if (name.Length == 0)
            {
                return $"{column.Option} must be a column name{(column.IsRequired ? string.Empty : " or null")}, but it is empty.";
            }

            if (column.ObstacleIn(score) is { } obstacle)
            {
                return $"{column.Option} is '{name}', but {obstacle}";
            }
        }

        return Added.GroupBy(added => added.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? $"Each added column needs its own name, but '{twice.Key}' is used for {string.Join(" and ", twice.Select(added => added.Column.Option))}."
            : Inputs.FindFault();
    }
}
