using MLNet.Autoencoder.Columns;

namespace MLNet.Autoencoder.Onnx;

/// <summary>
/// The names of a file's outputs: those of the columns with the same values, or the usual names if there are no such columns. No name is
/// used twice.
/// </summary>
internal sealed class OutputNames
{
    private readonly Dictionary<OutputColumn, string> _names = [];

    /// <param name="inputs">The names of the inputs.</param>
    /// <param name="columns">The columns that have names.</param>
    public OutputNames(IEnumerable<string> inputs, ColumnNames columns)
    {
        HashSet<string> taken = [.. inputs];

        // Columns choose first.
        foreach (OutputColumn column in OutputColumns.All.OrderBy(column => columns.Of(column) is null))
        {
            string name = columns.Of(column) ?? column.OnnxName;
            while (!taken.Add(name))
            {
                name += ".output";
            }

            _names[column] = name;
        }
    }

    public string this[OutputColumn column] => _names[column];
}
