namespace MLNet.Autoencoder.Onnx;

/// <summary>
/// The names of a file's outputs: those of the columns with the same values, or the usual names if there are no such columns. No name is
/// used twice.
/// </summary>
/// <typeparam name="TColumn">What describes an output.</typeparam>
internal sealed class OutputNames<TColumn>
    where TColumn : notnull
{
    private readonly Dictionary<TColumn, string> _names = [];

    /// <param name="inputs">The names of the inputs.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="columnOf">The name of the column with the values of an output; <see langword="null"/> if there is none.</param>
    /// <param name="usualNameOf">The usual name of an output.</param>
    public OutputNames(IEnumerable<string> inputs, IEnumerable<TColumn> outputs, Func<TColumn, string?> columnOf, Func<TColumn, string> usualNameOf)
    {
        HashSet<string> taken = [.. inputs];

        // Columns choose first.
        foreach (TColumn output in outputs.OrderBy(output => columnOf(output) is null))
        {
            string name = columnOf(output) ?? usualNameOf(output);
            while (!taken.Add(name))
            {
                name += ".output";
            }

            _names[output] = name;
        }
    }

    public string this[TColumn output] => _names[output];
}
